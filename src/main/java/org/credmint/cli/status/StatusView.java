// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.credmint.credential.kind.TimeInWords;
import org.credmint.status.Alarm;
import org.credmint.status.CredentialStatus;
import org.credmint.status.StatusReport;

/**
 * A report as somebody asks for it.
 *
 * @param report all of it
 * @param now when it is looked at
 * @param running whether the daemon's process exists
 * @param shown the credentials that are to be shown, the worst first
 * @param selected whether they were selected by more than being in trouble
 * @param alarm how urgent it is
 */
record StatusView(
    StatusReport report,
    Instant now,
    boolean running,
    List<CredentialStatus> shown,
    boolean selected,
    Alarm alarm) {
  /** The daemon writes every 30 s at least, but a busy disk may be slow. */
  static final Duration STALE = Duration.ofMinutes(2);

  /** Takes a copy. */
  StatusView {
    shown = List.copyOf(shown);
  }

  /** What somebody sees who asks for this. */
  static StatusView of(
      StatusReport report, StatusSelection selection, Instant now, boolean running) {
    List<CredentialStatus> shown =
        report.credentials().stream()
            .filter(selection::shows)
            .sorted(CredentialStatus.BY_URGENCY)
            .toList();
    boolean believed = running && !isStale(report, now);
    Alarm alarm = believed ? new SelectedAlarm(report, selection).of(shown) : Alarm.CRITICAL;
    boolean selected = selection.isNarrowed() || selection.all();
    return new StatusView(report, now, running, shown, selected, alarm);
  }

  private static boolean isStale(StatusReport report, Instant now) {
    return now.isAfter(report.writtenAt().plus(STALE));
  }

  /** How old the report is; zero where the clock was set back. */
  Duration age() {
    Duration age = Duration.between(report.writtenAt(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Why the report may not be believed any more; empty where it may. */
  String whyDown() {
    if (!running) {
      return "the daemon is down: there is no process " + report.process().pid();
    }
    return isStale(report, now)
        ? "the daemon hangs, or cannot write its state: it has not written it for "
            + TimeInWords.of(age())
        : "";
  }

  /** Credentials in trouble that the report only counts. */
  boolean isCut() {
    return !report.isComplete();
  }
}
