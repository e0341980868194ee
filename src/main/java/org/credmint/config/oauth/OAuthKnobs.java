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
  private final ServiceKind kind;
  private final String service;
  private final KnobReader reader;
  private final List<Problem> problems = new ArrayList<>();

  OAuthKnobs(ServiceKind kind, String service, KnobReader reader) {
    this.kind = kind;
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

  ServiceKind kind() {
    return kind;
  }

  /** The knob's name for this service. */
  String nameOf(OAuthKnob knob) {
    return knob.nameFor(kind, service);
  }

  /** What is set. */
  Optional<KnobValue> set(OAuthKnob knob) {
    return reader
        .find(knob.literalNameFor(kind, service))
        .or(() -> reader.find(nameOf(knob)))
        .or(() -> knob.generalName(kind).flatMap(reader::find));
  }

  private Optional<KnobValue> find(OAuthKnob knob) {
    return set(knob).or(() -> knob.defaultValue().map(text -> new KnobValue(nameOf(knob), text)));
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
      missing(
          knob,
          "is not set",
          "set it as for HTCondor's own condor_credmon_oauth, or take %s out of %s"
              .formatted(service, kind.list()));
      return Optional.empty();
    }
    return value(knob, converter);
  }

  /** Says what a knob that is not set would be needed for. */
  void missing(OAuthKnob knob, String reason, String fix) {
    problems.add(Problem.ofProvider(service, nameOf(knob), "", reason, fix));
  }

  /** Says that no file can have the service's name. */
  void unservable() {
    problems.add(
        Problem.ofProvider(
            service,
            kind.list(),
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
