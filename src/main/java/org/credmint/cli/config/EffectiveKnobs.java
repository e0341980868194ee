// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.Settings;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
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
   * @param provider whose it is; empty for the whole daemon
   * @param name the name that holds the value, or would where it is a default
   * @param value empty where there is none
   * @param from a file and line, {@code default}, or what is read in its place
   * @param isSet whether somebody has set it
   */
  record Value(String provider, String name, String value, String from, boolean isSet) {
    String text() {
      return "%s = %s%n    %s".formatted(name, value, from).stripTrailing();
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

  /** The providers whose knobs can be read, by name. */
  List<String> providers() {
    return Settings.read(knobs, daemonName, "localhost")
        .settings()
        .map(settings -> List.copyOf(settings.providers().keySet()))
        .orElse(List.of());
  }

  /** Those of the daemon, then those of each provider. */
  List<Value> all() {
    List<Value> all = new ArrayList<>();
    for (Knob knob : Knob.all()) {
      if (!knob.perProvider()) {
        all.add(value("", knob, knob.generalName(), reader.find(knob)));
      }
    }
    providers().forEach(provider -> all.addAll(of(provider)));
    return all;
  }

  /** Those of one provider, its own or those that hold for all. */
  List<Value> of(String provider) {
    return Knob.all().stream()
        .filter(Knob::perProvider)
        .map(knob -> value(provider, knob, knob.nameFor(provider), reader.find(knob, provider)))
        .toList();
  }

  private Value value(String provider, Knob knob, String name, Optional<KnobValue> found) {
    if (found.isPresent()) {
      String place = knobs.origin(found.get().knob()).orElse("set");
      boolean isSet = !reader.isHtcondorsDefault(found.get());
      String from = isSet ? place : "HTCondor's default";
      return new Value(provider, found.get().knob(), shown(found.get().value()), from, isSet);
    }
    String from =
        knob.fallback().isEmpty() ? DEFAULT : "not set, so " + knob.fallback() + " is used";
    String preset = knob.defaultValue().map(EffectiveKnobs::shown).orElse("");
    return new Value(provider, name, preset, from, false);
  }

  private static String shown(String value) {
    return Redaction.printable(value, LONGEST);
  }
}
