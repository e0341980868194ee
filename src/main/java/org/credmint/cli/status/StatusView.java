// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    boolean believed = report.whyDown(running, now).isEmpty();
    Alarm alarm = believed ? new SelectedAlarm(report, selection).of(shown) : Alarm.CRITICAL;
    boolean selected = selection.isNarrowed() || selection.all();
    return new StatusView(report, now, running, shown, selected, alarm);
  }

  /** How old the report is; zero where the clock was set back. */
  Duration age() {
    Duration age = Duration.between(report.writtenAt(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Why the report may not be believed any more; empty where it may. */
  String whyDown() {
    return report.whyDown(running, now);
  }

  /** Credentials in trouble that the report only counts. */
  boolean isCut() {
    return !report.isComplete();
  }
}
