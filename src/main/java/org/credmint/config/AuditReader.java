// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
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
  private final DaemonKnobs own;
  private final List<Problem> problems = new ArrayList<>();

  AuditReader(Knobs knobs, String daemonName) {
    this.knobs = knobs;
    this.daemonName = daemonName;
    this.own = new DaemonKnobs(new KnobReader(knobs, daemonName), problems::add);
  }

  AuditSettings.Reading read() {
    if (isTurnedOff()) {
      return new AuditSettings.Reading(Optional.empty(), problems);
    }
    Path file = file();
    long maxBytes = own.value(DaemonKnob.MAX_AUDIT_LOG, Values::bytes);
    long days = own.value(DaemonKnob.AUDIT_LOG_DAYS, Values.integer(0, MOST_DAYS));
    boolean keptByDays = days > 0 && own.find(DaemonKnob.MAX_NUM_AUDIT_LOG).isEmpty();
    long keep =
        keptByDays ? 0 : own.value(DaemonKnob.MAX_NUM_AUDIT_LOG, Values.integer(0, MOST_FILES));
    return new AuditSettings.Reading(
        Optional.of(new AuditSettings(file, maxBytes, (int) keep, (int) days)), problems);
  }

  /** A blank value counts as not set elsewhere; here it is the only way to say no. */
  private boolean isTurnedOff() {
    String name = DaemonKnob.AUDIT_LOG.generalName();
    boolean isSet = knobs.names().contains(name) || knobs.names().contains(daemonName + "." + name);
    return isSet && own.find(DaemonKnob.AUDIT_LOG).isEmpty();
  }

  /** Where it is, or would be if it were not turned off. */
  Path place() {
    return isTurnedOff() ? usualFile() : file();
  }

  private Path file() {
    return own.find(DaemonKnob.AUDIT_LOG)
        .flatMap(found -> own.convert(found, Values::file))
        .orElseGet(this::usualFile);
  }

  private Path usualFile() {
    String directory =
        knobs.get(daemonName, "LOG").filter(log -> log.startsWith("/")).orElse(USUAL_DIRECTORY);
    String preset = DaemonKnob.AUDIT_LOG.defaultValue().orElseThrow();
    return Path.of(preset.replace("$(LOG)", directory));
  }
}
