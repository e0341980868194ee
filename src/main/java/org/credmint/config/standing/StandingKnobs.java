// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.config.knob.Values.Converter;

/** The knobs of one standing credential, and what is wrong with them. */
final class StandingKnobs {
  private final String credential;
  private final KnobReader reader;
  private final List<Problem> problems = new ArrayList<>();

  StandingKnobs(String credential, KnobReader reader) {
    this.credential = credential;
    this.reader = reader;
  }

  String credential() {
    return credential;
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  boolean isDisabled() {
    return problems.stream().anyMatch(Problem::isError);
  }

  Optional<KnobValue> find(StandingKnob knob) {
    return knob.find(reader, credential);
  }

  Optional<String> text(String knob) {
    return reader.find(knob).map(KnobValue::value);
  }

  /** The value that is set, or the default; empty where there is neither or the text is wrong. */
  <T> Optional<T> value(StandingKnob knob, Converter<T> converter) {
    Optional<KnobValue> found =
        find(knob)
            .or(
                () ->
                    knob.defaultValue().map(text -> new KnobValue(knob.nameFor(credential), text)));
    return found.flatMap(set -> convert(set, converter));
  }

  /** The same; that nothing is set is a problem. */
  <T> Optional<T> required(StandingKnob knob, String fix, Converter<T> converter) {
    if (find(knob).isEmpty() && knob.defaultValue().isEmpty()) {
      disable(knob, "is not set", fix);
      return Optional.empty();
    }
    return value(knob, converter);
  }

  /** What is set, or the default, without a word about mistakes. */
  <T> Optional<T> parsed(StandingKnob knob, Converter<T> converter) {
    try {
      Optional<String> text = find(knob).map(KnobValue::value).or(knob::defaultValue);
      return text.isEmpty() ? Optional.empty() : Optional.of(converter.convert(text.get()));
    } catch (InvalidKnobValueException e) {
      return Optional.empty();
    }
  }

  private <T> Optional<T> convert(KnobValue set, Converter<T> converter) {
    try {
      return Optional.of(converter.convert(set.value()));
    } catch (InvalidKnobValueException e) {
      problems.add(problem(set, e.reason(), e.fix()));
      return Optional.empty();
    }
  }

  /** Says that the credential cannot be kept. */
  void disable(StandingKnob knob, String reason, String fix) {
    KnobValue found = find(knob).orElse(new KnobValue(knob.nameFor(credential), ""));
    problems.add(problem(found, reason, fix));
  }

  /** Says of a knob that it must not be set for a credential of this type. */
  void refuse(StandingKnob knob, String why) {
    if (find(knob).isPresent()) {
      disable(knob, "does not apply to this type: " + why, "remove it");
    }
  }

  /** Says that it is kept, but perhaps not as the administrator meant. */
  void warn(StandingKnob knob, String reason, String fix) {
    KnobValue found = find(knob).orElse(new KnobValue(knob.nameFor(credential), ""));
    Problem problem = problem(found, reason, fix);
    problems.add(
        new Problem(
            Problem.Severity.WARNING,
            problem.provider(),
            problem.subject(),
            problem.value(),
            reason,
            fix));
  }

  private Problem problem(KnobValue found, String reason, String fix) {
    String shown = found.value().isEmpty() ? "" : Values.shown(found.value());
    return Problem.ofProvider(credential, found.knob(), shown, reason, fix);
  }
}
