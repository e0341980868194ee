// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.config.knob.Values.Converter;
import org.credmint.htcondor.knob.Knobs;

/** Reads the knobs of the audit log. */
final class AuditReader {
  private static final long MOST_FILES = 100_000;

  /** A century. */
  private static final long MOST_DAYS = 36_500;

  /** Where HTCondor's packages have their logs, as for the daemon's own log. */
  private static final String USUAL_DIRECTORY = "/var/log/condor";

  private final Knobs knobs;
  private final String daemonName;
  private final KnobReader reader;
  private final List<Problem> problems = new ArrayList<>();

  AuditReader(Knobs knobs, String daemonName) {
    this.knobs = knobs;
    this.daemonName = daemonName;
    this.reader = new KnobReader(knobs, daemonName);
  }

  AuditSettings.Reading read() {
    if (isTurnedOff()) {
      return new AuditSettings.Reading(Optional.empty(), problems);
    }
    Path file = value(DaemonKnob.AUDIT_LOG, Values::file);
    long maxBytes = value(DaemonKnob.MAX_AUDIT_LOG, Values::bytes);
    long days = value(DaemonKnob.AUDIT_LOG_DAYS, Values.integer(0, MOST_DAYS));
    boolean keptByDays = days > 0 && reader.find(DaemonKnob.MAX_NUM_AUDIT_LOG).isEmpty();
    long keep = keptByDays ? 0 : value(DaemonKnob.MAX_NUM_AUDIT_LOG, Values.integer(0, MOST_FILES));
    return new AuditSettings.Reading(
        Optional.of(new AuditSettings(file, maxBytes, (int) keep, (int) days)), problems);
  }

  /** A blank value counts as not set elsewhere; here it is the only way to say no. */
  private boolean isTurnedOff() {
    String name = DaemonKnob.AUDIT_LOG.generalName();
    boolean isSet = knobs.names().contains(name) || knobs.names().contains(daemonName + "." + name);
    return isSet && reader.find(DaemonKnob.AUDIT_LOG).isEmpty();
  }

  private <T> T value(Knob knob, Converter<T> converter) {
    Optional<KnobValue> set = reader.find(knob);
    try {
      if (set.isPresent()) {
        return converter.convert(set.get().value());
      }
    } catch (InvalidKnobValueException e) {
      KnobValue found = set.get();
      problems.add(
          Problem.warning(
              found.knob(),
              Values.shown(found.value()),
              e.reason(),
              e.fix() + "; using the default"));
    }
    return defaultOf(knob, converter);
  }

  private <T> T defaultOf(Knob knob, Converter<T> converter) {
    String directory =
        knobs.get(daemonName, "LOG").filter(log -> log.startsWith("/")).orElse(USUAL_DIRECTORY);
    String text = KnobReader.setOrDefault(Optional.empty(), knob).replace("$(LOG)", directory);
    try {
      return converter.convert(text);
    } catch (InvalidKnobValueException e) {
      throw new IllegalStateException("the default of " + knob.generalName() + " is wrong", e);
    }
  }
}
