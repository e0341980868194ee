// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.config.Settings;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.Values;
import org.credmint.config.standing.StandingKnob;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.secret.Redaction;

/** The knobs of a daemon with the values that hold, and where they come from. */
final class EffectiveKnobs {
  private static final int SCHEMA = 1;
  private static final int LONGEST = 4_000;
  private static final String DEFAULT = "default";

  private final Knobs knobs;
  private final KnobReader reader;
  private final String daemonName;

  EffectiveKnobs(Knobs knobs, String daemonName) {
    this.knobs = knobs;
    this.reader = new KnobReader(knobs, daemonName);
    this.daemonName = daemonName;
  }

  /**
   * A knob and its value.
   *
   * @param provider the provider or standing credential whose it is; empty for the whole daemon
   * @param name the name that holds the value, or would where it is a default
   * @param value empty where there is none
   * @param from a file and line, {@code default}, or what is read in its place
   * @param isSet whether somebody has set it
   */
  record Value(String provider, String name, String value, String from, boolean isSet) {
    String text() {
      String where = isSet && value.isEmpty() ? from + ", with nothing behind it" : from;
      return "%s = %s%n    %s".formatted(name, value, where).stripTrailing();
    }

    String json() {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
        json.writeStartObject();
        json.writeNumberField("schema", SCHEMA);
        json.writeStringField("knob", name);
        if (!provider.isEmpty()) {
          json.writeStringField("provider", provider);
        }
        json.writeStringField("value", value);
        json.writeStringField("from", from);
        json.writeBooleanField("set", isSet);
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // there is no disk to fail
      }
      return text.toString();
    }
  }

  /** The providers, those included that cannot be served, by name. */
  List<String> providers() {
    Set<String> names = new TreeSet<>(Settings.namedProviders(knobs, daemonName));
    Settings.read(knobs, daemonName, "localhost")
        .settings()
        .ifPresent(settings -> names.addAll(settings.providers().keySet()));
    return List.copyOf(names);
  }

  /** The standing credentials, in the order of their list. */
  List<String> standing() {
    return reader
        .find(StandingKnob.LIST)
        .map(found -> Values.list(found.value()))
        .orElse(List.of());
  }

  /** Those of the daemon, then those of each provider and standing credential. */
  List<Value> all() {
    List<Value> all = new ArrayList<>();
    for (Knob knob : Knob.all()) {
      if (!knob.perProvider()) {
        all.add(value("", knob, knob.generalName(), find(knob)));
      }
    }
    providers().forEach(provider -> all.addAll(of(provider)));
    for (String list : List.of(StandingKnob.LIST, StandingKnob.PURPOSES)) {
      reader.find(list).ifPresent(found -> all.add(set("", found)));
    }
    standing().forEach(credential -> all.addAll(ofStanding(credential)));
    return all;
  }

  /** An empty text turns off what these two name. */
  private Optional<KnobValue> find(Knob knob) {
    return knob == DaemonKnob.AUDIT_LOG || knob == DaemonKnob.STATE_FILE
        ? reader.findEvenBlank(knob)
        : reader.find(knob);
  }

  /** An empty policy is one: it allows nobody anything. */
  private Optional<KnobValue> find(Knob knob, String provider) {
    return knob == ProviderKnob.POLICY
        ? reader.findEvenBlank(knob, provider)
        : reader.find(knob, provider);
  }

  /** Those of one standing credential. */
  List<Value> ofStanding(String credential) {
    return Arrays.stream(StandingKnob.values()).map(knob -> standing(credential, knob)).toList();
  }

  private Value standing(String credential, StandingKnob knob) {
    String preset = knob.defaultValue().map(EffectiveKnobs::shown).orElse("");
    return knob.find(reader, credential)
        .map(found -> set(credential, found))
        .orElseGet(() -> new Value(credential, knob.nameFor(credential), preset, DEFAULT, false));
  }

  /** Those of one provider, its own or those that hold for all. */
  List<Value> of(String provider) {
    return Knob.all().stream()
        .filter(Knob::perProvider)
        .map(knob -> value(provider, knob, knob.nameFor(provider), find(knob, provider)))
        .toList();
  }

  private Value value(String provider, Knob knob, String name, Optional<KnobValue> found) {
    if (found.isPresent()) {
      return set(provider, found.get());
    }
    String from =
        knob.fallback().isEmpty() ? DEFAULT : "not set, so " + knob.fallback() + " is used";
    String preset = knob.defaultValue().map(EffectiveKnobs::shown).orElse("");
    return new Value(provider, name, preset, from, false);
  }

  private Value set(String provider, KnobValue found) {
    String place = knobs.origin(found.knob()).orElse("set");
    boolean isSet = !reader.isHtcondorsDefault(found);
    String from = isSet ? place : "HTCondor's default";
    return new Value(provider, found.knob(), shown(found.value()), from, isSet);
  }

  private static String shown(String value) {
    return Redaction.printable(value, LONGEST);
  }
}
