// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.time.Duration;
import java.util.Optional;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;

/** Reads how often execution points fetch credentials. */
final class PullIntervalReader {
  /** Of a day, and beyond that no token of ours would live long enough. */
  private static final long LONGEST_PULL_SECONDS = 86_400;

  private final DaemonKnobs knobs;

  PullIntervalReader(DaemonKnobs knobs) {
    this.knobs = knobs;
  }

  PullInterval read() {
    return readPullInterval()
        .or(this::readCredentialRefresh)
        .orElseGet(
            () ->
                new PullInterval(
                    knobs.defaultOf(
                        DaemonKnob.PULL_INTERVAL, Values.seconds(1, LONGEST_PULL_SECONDS)),
                    PullInterval.Source.HTCONDOR_DEFAULT));
  }

  private Optional<PullInterval> readPullInterval() {
    return knobs
        .find(DaemonKnob.PULL_INTERVAL)
        .flatMap(found -> knobs.convert(found, Values.seconds(1, LONGEST_PULL_SECONDS)))
        .map(value -> new PullInterval(value, PullInterval.Source.CREDMINT_PULL_INTERVAL));
  }

  private Optional<PullInterval> readCredentialRefresh() {
    Optional<KnobValue> found = knobs.find(DaemonKnob.CREDENTIAL_REFRESH);
    Optional<Long> seconds =
        found.flatMap(
            set -> knobs.convert(set, Values.integer(Integer.MIN_VALUE, Integer.MAX_VALUE)));
    if (seconds.isPresent() && seconds.get() <= 0) {
      knobs.report(
          Problem.warning(
              found.orElseThrow().knob(),
              seconds.get().toString(),
              "means that running jobs never receive renewed credentials",
              "set a positive number of seconds on the execution points"));
    }
    return seconds
        .filter(value -> value > 0)
        .map(
            value ->
                new PullInterval(
                    Duration.ofSeconds(value), PullInterval.Source.SEC_CREDENTIAL_REFRESH));
  }
}
