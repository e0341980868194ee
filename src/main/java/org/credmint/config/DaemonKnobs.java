// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.knob.Values;
import org.credmint.config.knob.Values.Converter;

/**
 * The knobs that hold for the whole daemon. One that is wrong is reported, and its default used.
 */
final class DaemonKnobs {
  /** Where HTCondor's packages have them. */
  private static final String USUAL_SPOOL = "/var/lib/condor/spool";

  private final KnobReader reader;
  private final Consumer<Problem> problems;

  DaemonKnobs(KnobReader reader, Consumer<Problem> problems) {
    this.reader = reader;
    this.problems = problems;
  }

  /** The knob as it is set. */
  Optional<KnobValue> find(Knob knob) {
    return reader.find(knob);
  }

  void report(Problem problem) {
    problems.accept(problem);
  }

  /** What is set, or the default where nothing is or what is set is wrong. */
  <T> T value(Knob knob, Converter<T> converter) {
    return reader
        .find(knob)
        .flatMap(found -> convert(found, converter))
        .orElseGet(() -> defaultOf(knob, converter));
  }

  /** The value; where the text is wrong that is reported. */
  <T> Optional<T> convert(KnobValue found, Converter<T> converter) {
    try {
      return Optional.of(converter.convert(found.value()));
    } catch (InvalidKnobValueException e) {
      report(Severity.WARNING, found, e);
      return Optional.empty();
    }
  }

  /** The value of the default. */
  <T> T defaultOf(Knob knob, Converter<T> converter) {
    try {
      return converter.convert(KnobReader.setOrDefault(Optional.empty(), knob));
    } catch (InvalidKnobValueException e) {
      throw new IllegalStateException("the default of " + knob.generalName() + " is wrong", e);
    }
  }

  /** Reports a value that is wrong. */
  void report(Severity severity, KnobValue found, InvalidKnobValueException wrong) {
    String fix = severity == Severity.WARNING ? wrong.fix() + "; using the default" : wrong.fix();
    problems.accept(
        new Problem(
            severity,
            Optional.empty(),
            found.knob(),
            Values.shown(found.value()),
            wrong.reason(),
            fix));
  }

  /** The stock monitor alone still takes the older name, which HTCondor gave up with 8.9.7. */
  Optional<Path> directory() {
    Optional<KnobValue> found =
        reader
            .find(DaemonKnob.CREDENTIAL_DIRECTORY)
            .or(() -> reader.find(DaemonKnob.CREDENTIAL_DIRECTORY.fallback()));
    if (found.isEmpty()) {
      problems.accept(
          Problem.fatal(
              DaemonKnob.CREDENTIAL_DIRECTORY.generalName(),
              "",
              "is not set",
              "set it, or add `use feature: OAUTH` to the configuration of the access point"));
      return Optional.empty();
    }
    try {
      return Optional.of(Values.file(found.get().value()));
    } catch (InvalidKnobValueException e) {
      report(Severity.FATAL, found.get(), e);
      return Optional.empty();
    }
  }

  /** Where the schedd keeps the jobs. */
  Path jobQueueLog() {
    Optional<String> set = reader.find(DaemonKnob.JOB_QUEUE_LOG).map(KnobValue::value);
    String file =
        set.orElseGet(
            () ->
                reader.find("SPOOL").map(KnobValue::value).orElse(USUAL_SPOOL) + "/job_queue.log");
    try {
      return Values.file(file.strip());
    } catch (InvalidKnobValueException e) {
      problems.accept(
          Problem.warning(
              DaemonKnob.JOB_QUEUE_LOG.generalName(),
              Values.shown(file),
              e.reason(),
              e.fix() + "; without it no provider can issue per-job credentials"));
      return Path.of(USUAL_SPOOL, "job_queue.log");
    }
  }
}
