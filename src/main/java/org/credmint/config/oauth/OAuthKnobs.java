// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.config.knob.Values.Converter;

/** The knobs of one service, and what is wrong with them. */
final class OAuthKnobs {
  private final String service;
  private final KnobReader reader;
  private final List<Problem> problems = new ArrayList<>();

  OAuthKnobs(String service, KnobReader reader) {
    this.service = service;
    this.reader = reader;
  }

  String service() {
    return service;
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  boolean isDisabled() {
    return !problems.isEmpty();
  }

  private Optional<KnobValue> find(OAuthKnob knob) {
    return reader
        .find(knob.literalNameFor(service))
        .or(() -> reader.find(knob.nameFor(service)))
        .or(() -> knob.defaultValue().map(text -> new KnobValue(knob.nameFor(service), text)));
  }

  /** The text that is set, or the default. */
  Optional<String> text(OAuthKnob knob) {
    return find(knob).map(KnobValue::value);
  }

  /** The value that is set, or the default; empty where there is neither or the text is wrong. */
  <T> Optional<T> value(OAuthKnob knob, Converter<T> converter) {
    return find(knob).flatMap(set -> convert(set, converter));
  }

  /** The same; that nothing is set is a problem. */
  <T> Optional<T> required(OAuthKnob knob, Converter<T> converter) {
    if (find(knob).isEmpty()) {
      String fix =
          "set it as for HTCondor's own condor_credmon_oauth, or take %s out of %s"
              .formatted(service, OAuthKnob.LIST);
      problems.add(Problem.ofProvider(service, knob.nameFor(service), "", "is not set", fix));
      return Optional.empty();
    }
    return value(knob, converter);
  }

  /** Says that no file can have the service's name. */
  void unservable() {
    problems.add(
        Problem.ofProvider(
            service,
            OAuthKnob.LIST,
            Values.shown(service),
            "cannot be used as the name of a credential",
            "use at most 128 letters, digits and - _ . + =, with no leading dot and no trailing"
                + " underscore"));
  }

  private <T> Optional<T> convert(KnobValue set, Converter<T> converter) {
    try {
      return Optional.of(converter.convert(set.value()));
    } catch (InvalidKnobValueException e) {
      problems.add(
          Problem.ofProvider(service, set.knob(), Values.shown(set.value()), e.reason(), e.fix()));
      return Optional.empty();
    }
  }
}
