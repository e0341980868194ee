// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.demand.DemandChange;
import org.credmint.demand.DemandReading;
import org.credmint.demand.DemandSource;
import org.credmint.event.Journal;
import org.credmint.index.DemandIntake;
import org.credmint.index.StepDetectingClock;
import org.credmint.provider.ActiveConfiguration;

/** The loop's part for the sources of demand: has each read in time, and applies what it tells. */
final class Demand {
  /** One source, and where the loop stands with it. */
  private static final class Followed {
    final DemandSource source;
    Predicate<CredentialId> explains = id -> false;
    boolean wanted = true;
    boolean reading;
    boolean complete;
    long dueNanos;

    Followed(DemandSource source) {
      this.source = source;
    }

    boolean isDue(long nowNanos) {
      return !reading && (wanted || dueNanos - nowNanos <= 0);
    }
  }

  private final List<Followed> sources = new ArrayList<>();
  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final Journal journal;
  private final DemandIntake intake;
  private final JobHolder holder;

  Demand(
      List<DemandSource> sources,
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      Journal journal,
      DemandIntake intake,
      JobHolder holder) {
    sources.forEach(source -> this.sources.add(new Followed(source)));
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = journal;
    this.intake = intake;
    this.holder = holder;
  }

  /** A source says that something has changed. */
  void changed(DemandSource source) {
    followed(source).wanted = true;
  }

  /** Another configuration asks for another reading. */
  void reconfigured() {
    sources.forEach(one -> one.wanted = true);
  }

  /** Has everything compared again. */
  void lookAgain(String cause) {
    for (Followed one : sources) {
      one.source.lookAgain(cause);
      one.wanted = true;
    }
  }

  void startTasks(ActiveConfiguration active) {
    for (Followed one : sources) {
      if (one.isDue(clock.nanos())) {
        one.wanted = false;
        one.reading = true;
        DemandSource source = one.source;
        workers.send(() -> new Message.DemandRead(source, source.read(active)));
      }
    }
  }

  /** A source was read. */
  void read(DemandSource source, DemandReading reading) {
    Followed one = followed(source);
    one.reading = false;
    one.complete |= reading.complete();
    one.explains = reading.explains();
    one.dueNanos = clock.nanos() + reading.again().toNanos();
    reading.events().forEach(journal::record);
    List<AuditEntry> losses = new ArrayList<>();
    for (DemandChange change : reading.changes()) {
      if (change instanceof DemandChange.Withdrawn withdrawn) {
        intake.lossOf(withdrawn).ifPresent(losses::add);
      }
      apply(change);
    }
    record(losses);
    intake.findStrays(id -> sources.stream().anyMatch(any -> any.explains.test(id)));
  }

  /** All that one reading found goes to the disk together. */
  private void record(List<AuditEntry> losses) {
    if (!losses.isEmpty()) {
      workers.send(Message.after(() -> operations.record(losses)));
    }
  }

  private void apply(DemandChange change) {
    if (change instanceof DemandChange.Requested one) {
      holder.requested(intake.requested(one.request(), one.urgency()));
    } else if (change instanceof DemandChange.Withdrawn one) {
      intake.withdrawn(one.id(), one.why());
    } else if (change instanceof DemandChange.Intruded one) {
      holder.intruded(intake.intruded(one), one);
    } else if (change instanceof DemandChange.IntrusionEnded one) {
      intake.intrusionEnded(one.named(), one.job());
    } else if (change instanceof DemandChange.QueueTold one) {
      intake.queueTold(one);
    } else if (change instanceof DemandChange.QueuesFollowed one) {
      intake.queuesFollowed(one.schedds());
    } else if (change instanceof DemandChange.RenewalWanted one) {
      intake.renew(one).forEach(answer -> workers.send(Message.after(answer)));
    } else if (change instanceof DemandChange.RevocationsChanged one) {
      intake.recheck(one.which());
    } else if (change instanceof DemandChange.Listed one) {
      intake.listed(one);
    }
  }

  private Followed followed(DemandSource source) {
    return sources.stream()
        .filter(one -> one.source == source)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody follows the " + source.name()));
  }

  /** Whether each source has told all that it knew. */
  boolean isComplete() {
    return sources.stream().allMatch(one -> one.complete);
  }

  /** How long until a source is to be read. */
  long nanosUntilTask() {
    long least = Long.MAX_VALUE;
    for (Followed one : sources) {
      if (!one.reading) {
        long until = one.wanted ? 0 : Math.max(0, one.dueNanos - clock.nanos());
        least = Math.min(least, until);
      }
    }
    return least;
  }
}
