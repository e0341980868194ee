// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.demand.DutyCycleLimiter;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.Journal;
import org.credmint.event.ProblemReporter;
import org.credmint.index.StepDetectingClock;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Bounds;
import org.credmint.provider.ConfigurationDiff;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * The loop's part for the configuration: has it read again, and takes it as far as it can be used.
 */
final class Reloads {
  private static final Duration LONGEST_REST = Duration.ofSeconds(5);
  private static final long KEY_LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final Journal journal;
  private final ProblemReporter reporter;
  private final DutyCycleLimiter limiter;
  private ActiveConfiguration active;
  private long nextKeyLookNanos;
  private boolean looksAtKeys;

  Reloads(
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      Journal journal,
      ConfigurationLoad.Read start) {
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = journal;
    this.reporter = new ProblemReporter(journal);
    this.limiter = new DutyCycleLimiter(clock.nanos(), LONGEST_REST);
    this.active = start.active();
    this.nextKeyLookNanos = clock.nanos() + KEY_LOOK_NANOS;
    reporter.problems(start.problems());
    active.providers().values().forEach(this::tellServed);
  }

  /** What a new configuration means for the loop. */
  sealed interface Effect {
    /** Credentials have to be compared with it, since these providers differ. */
    record Differs(List<String> providers) implements Effect {
      /** Takes a copy. */
      public Differs {
        providers = List.copyOf(providers);
      }
    }

    /** The process has to start anew to use it. */
    record NeedsRestart(String why) implements Effect {}
  }

  /** The configuration by which everybody is served. */
  ActiveConfiguration active() {
    return active;
  }

  void want() {
    limiter.want();
  }

  void startTask() {
    if (limiter.start(clock.nanos())) {
      workers.sendToWait(() -> new Message.ReloadDone(operations.load()));
    } else if (operations.hasKeyRings() && nanosUntilKeyLook() == 0) {
      looksAtKeys = true;
      workers.send(this::lookAtKeys);
    }
  }

  /** A ring that a command has changed is noticed without a signal. */
  private Message lookAtKeys() {
    boolean wanted = operations.keysWantReading();
    return new Message.KeysLookedAt(() -> takeKeyLook(wanted));
  }

  private void takeKeyLook(boolean wanted) {
    looksAtKeys = false;
    nextKeyLookNanos = clock.nanos() + KEY_LOOK_NANOS;
    if (wanted) {
      limiter.want();
    }
  }

  long nanosUntilTask() {
    long untilReload = limiter.nanosUntilStart(clock.nanos());
    return operations.hasKeyRings() ? Math.min(untilReload, nanosUntilKeyLook()) : untilReload;
  }

  private long nanosUntilKeyLook() {
    return looksAtKeys ? Long.MAX_VALUE : Math.max(0, nextKeyLookNanos - clock.nanos());
  }

  /**
   * Takes what was read.
   *
   * @return empty where nothing changes for credentials
   */
  Optional<Effect> done(ConfigurationLoad load) {
    limiter.ended(clock.nanos());
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      reporter.configurationFailure(unreadable.reason());
      return unreadable.bounds().flatMap(this::narrow);
    }
    if (load instanceof ConfigurationLoad.Unusable unusable) {
      reporter.problems(unusable.problems(), active.providers().keySet());
      reporter.configurationFailure(
          "the new configuration has no usable provider; only tokens that it still allows are issued");
      return narrow(unusable.bounds());
    }
    ConfigurationLoad.Read read = (ConfigurationLoad.Read) load;
    reporter.configurationFailure("");
    reporter.problems(read.problems(), active.providers().keySet());
    operations.use(read.log(), read.active().settings().audit());
    return take(read.active(), read.bounds());
  }

  private Optional<Effect> narrow(Bounds bounds) {
    return take(ConfigurationDiff.narrowing(active, bounds));
  }

  private Optional<Effect> take(ActiveConfiguration fresh, Bounds bounds) {
    if (!fresh.settings().credentialDirectory().equals(active.settings().credentialDirectory())) {
      return Optional.of(
          new Effect.NeedsRestart(
              "the credential directory is now %s; restart required"
                  .formatted(fresh.settings().credentialDirectory())));
    }
    return take(ConfigurationDiff.between(active, fresh, bounds));
  }

  private Optional<Effect> take(ConfigurationDiff diff) {
    Map<String, Provider> before = active.providers();
    active = diff.active();
    diff.affected().forEach(name -> retire(before.get(name), active.providers().get(name)));
    diff.affected().forEach(name -> tellRejected(name, before.get(name)));
    diff.affected().forEach(name -> tellServed(active.providers().get(name)));
    return diff.isEmpty() ? Optional.empty() : Optional.of(new Effect.Differs(diff.affected()));
  }

  private static void retire(@Nullable Provider before, @Nullable Provider now) {
    if (before != null && before != now) {
      before.retire();
    }
  }

  private void tellRejected(String name, @Nullable Provider before) {
    Provider now = active.providers().get(name);
    if (before != null && now != null) {
      now.whyRejected(before)
          .ifPresent(
              reason ->
                  journal.record(
                      new ConfigurationEvent.EarlierCredentialsRejected(
                          name, reason, now.identity())));
    }
  }

  private void tellServed(@Nullable Provider provider) {
    if (provider != null) {
      journal.record(
          new ConfigurationEvent.ProviderServed(
              provider.name(), provider.identity(), provider.lifetime(), provider.isBounded()));
    }
  }
}
