// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.Optional;
import java.util.function.Consumer;
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
}
