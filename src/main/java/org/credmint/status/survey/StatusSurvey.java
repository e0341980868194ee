// SPDX-License-Identifier: Apache-2.0
package org.credmint.status.survey;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.credmint.demand.DemandReading.Outcome;
import org.credmint.event.Journal;
import org.credmint.index.CredentialTable;
import org.credmint.index.StepDetectingClock;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.DaemonProcess;
import org.credmint.status.StatusReport.SourceStatus;
import org.credmint.status.StatusTally;

/**
 * The loop's part for the state file: says when a report is due, and makes it of what the loop
 * remembers. Touched by the loop's thread only.
 *
 * <p>A report follows a change within seconds; without one it tells every half minute that the
 * daemon is alive. To go through all credentials costs the loop one part in two hundred at most.
 */
public final class StatusSurvey {
  /** After a change. */
  public static final Duration PAUSE = Duration.ofSeconds(5);

  /** Without one. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private static final int REST_FACTOR = 200;

  /** Of fewer a report costs nothing worth a rest, whatever a cold or busy JVM makes of it. */
  private static final int FEW = 1_000;

  private final DaemonProcess process;
  private final CredentialTable table;
  private final StatusTally tally;
  private final StepDetectingClock clock;
  private final Map<String, Optional<Instant>> sources = new HashMap<>();
  private long soonestNanos;
  private long latestNanos;
  private boolean underWay;

  /** A survey of these credentials, for which the first report is due at once. */
  public StatusSurvey(DaemonProcess process, CredentialTable table, StepDetectingClock clock) {
    this.process = process;
    this.table = table;
    this.tally = new StatusTally(clock::now);
    this.clock = clock;
    this.soonestNanos = clock.nanos();
    this.latestNanos = clock.nanos();
  }

  /** A source of demand was read, or could not be: then the time of the last reading stays. */
  public void read(String source, Outcome outcome) {
    switch (outcome) {
      case READ -> sources.put(source, Optional.of(clock.now()));
      case FAILED -> sources.putIfAbsent(source, Optional.empty());
      case NOT_FOLLOWED -> sources.remove(source);
    }
  }

  /** A journal that notes what a report needs, and tells everything to the other one. */
  public Journal noting(Journal next) {
    return event -> {
      tally.record(event);
      next.record(event);
    };
  }

  /**
   * The report that is due now; the next is due when this one has been {@link #published} and some
   * time is over.
   *
   * @param ready whether all that was there at the start has been seen to
   */
  public Optional<StatusReport> next(ActiveConfiguration active, boolean ready) {
    return isDue() ? Optional.of(report(active, ready)) : Optional.empty();
  }

  private boolean isDue() {
    long now = clock.nanos();
    boolean mayBe = !underWay && now - soonestNanos >= 0;
    return mayBe && (tally.takeChanged() || now - latestNanos >= 0);
  }

  private StatusReport report(ActiveConfiguration active, boolean ready) {
    long start = clock.nanos();
    underWay = true;
    CredentialSurvey found = new CredentialSurvey(tally, clock.now());
    found.addAll(table);
    StatusReport report =
        new StatusReport(
            process,
            clock.now(),
            ready,
            tally.problems(),
            sources.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> new SourceStatus(one.getKey(), one.getValue()))
                .toList(),
            found.providers(active),
            table.users(),
            table.size(),
            found.listed());
    long took = table.size() < FEW ? 0 : clock.nanos() - start;
    soonestNanos = start + Math.max(PAUSE.toNanos(), took * REST_FACTOR);
    latestNanos = start + Math.max(HEARTBEAT.toNanos(), took * REST_FACTOR);
    return report;
  }

  /** The report is where others can read it, or could not be written. */
  public void published() {
    underWay = false;
  }
}
