// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.knob.Values.Converter;

/** The knobs as one provider sees them, and what is wrong with those that were looked at. */
public final class ProviderKnobs {
  private final String provider;
  private final KnobReader knobs;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Knob> unreadable = new LinkedHashSet<>();

  public ProviderKnobs(String provider, KnobReader knobs) {
    this.provider = provider;
    this.knobs = knobs;
  }

  /** The provider's name, as users request it. */
  public String provider() {
    return provider;
  }

  /** What was found wrong so far. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The knobs that are set to something that cannot be read, of those that were looked at. */
  public Set<Knob> unreadable() {
    return Set.copyOf(unreadable);
  }

  /** Whether something was found so wrong that the provider cannot be served. */
  public boolean isDisabled() {
    return problems.stream().anyMatch(p -> p.severity() == Severity.DISABLES_PROVIDER);
  }

  /** The provider's own text, or the one that holds for all; not the default. */
  public Optional<KnobValue> find(Knob knob) {
    return knobs.find(knob, provider);
  }

  /** The same, where a knob that stands there with nothing behind it counts as set. */
  public Optional<KnobValue> findEvenBlank(Knob knob) {
    return knobs.findEvenBlank(knob, provider);
  }

  /** The same, but only where somebody wrote it: HTCondor's own default does not count. */
  public Optional<KnobValue> findWritten(Knob knob) {
    return find(knob).filter(found -> !knobs.isHtcondorsDefault(found));
  }

  /** Whether the provider has a value of its own. */
  public boolean hasOwn(Knob knob) {
    return knobs.findOwn(knob, provider).isPresent();
  }

  /** The text of a knob that is not a provider's. */
  public Optional<String> find(String name) {
    return knobs.find(name).map(KnobValue::value);
  }

  /** The provider's own value, the one that holds for all, or the default; empty where wrong. */
  public <T> Optional<T> value(Knob knob, Converter<T> converter) {
    Optional<KnobValue> found = find(knob).or(() -> KnobReader.defaultOf(knob));
    Optional<T> value = found.flatMap(text -> convert(text, converter));
    if (found.isPresent() && value.isEmpty()) {
      unreadable.add(knob);
    }
    return value;
  }

  /** The value; where the text is wrong it is reported, and the provider disabled. */
  public <T> Optional<T> convert(KnobValue found, Converter<T> converter) {
    try {
      return Optional.of(converter.convert(found.value()));
    } catch (InvalidKnobValueException e) {
      disable(found, e.reason(), e.fix());
      return Optional.empty();
    }
  }

  /** Says that the provider cannot be served. */
  public void disable(KnobValue found, String reason, String fix) {
    report(Severity.DISABLES_PROVIDER, found, reason, fix);
  }

  /** Says that the provider cannot be served, because nobody can tell whose the knob is. */
  public void disable(ProviderSpelling.Clash clash) {
    disable(
        clash.found(),
        "could be meant for this provider or for provider "
            + Values.shown(clash.other())
            + ": in the name of a knob both are spelled "
            + ProviderSpelling.of(provider),
        "rename one of the two providers");
  }

  /** Says that the provider is served, but perhaps not as the administrator meant. */
  public void warn(KnobValue found, String reason, String fix) {
    report(Severity.WARNING, found, reason, fix);
  }

  private void report(Severity severity, KnobValue found, String reason, String fix) {
    String shown = found.value().isEmpty() ? "" : Values.shown(found.value());
    problems.add(new Problem(severity, Optional.of(provider), found.knob(), shown, reason, fix));
  }
}
