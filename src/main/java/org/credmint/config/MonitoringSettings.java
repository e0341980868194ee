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
import org.credmint.config.knob.Values;
import org.credmint.htcondor.knob.Knobs;

/**
 * Where the daemon tells how it does.
 *
 * @param stateFile {@code CREDMINT_STATE_FILE}: what {@code credmint status} reads; empty for none
 * @param metricsFile {@code CREDMINT_METRICS_FILE}: for Prometheus's node exporter; empty for none
 * @param metricsPort {@code CREDMINT_METRICS_PORT}: for Prometheus, on the loopback address; empty
 *     for none
 */
public record MonitoringSettings(
    Optional<Path> stateFile, Optional<Path> metricsFile, Optional<Integer> metricsPort) {
  /** It tells nobody. */
  public static final MonitoringSettings OFF =
      new MonitoringSettings(Optional.empty(), Optional.empty(), Optional.empty());

  private static final String USUAL_NAME = "CredmintState.json";

  /** The node exporter reads files of no other name. */
  private static final String SUFFIX = ".prom";

  private static final long HIGHEST_PORT = 65_535;

  /**
   * Reads the knobs, whatever else is wrong with the configuration. What is wrong is reported, and
   * its default used.
   *
   * @param knobs HTCondor's configuration, defaults included and expanded
   * @param daemonName HTCondor's name of the daemon, such as {@code CREDMON_OAUTH}
   */
  public static MonitoringSettings read(
      Knobs knobs, String daemonName, Consumer<Problem> problems) {
    KnobReader reader = new KnobReader(knobs, daemonName);
    DaemonKnobs own = new DaemonKnobs(reader, problems);
    return new MonitoringSettings(
        stateFile(knobs, daemonName, own),
        value(own, DaemonKnob.METRICS_FILE, MonitoringSettings::metricsFile),
        value(own, DaemonKnob.METRICS_PORT, Values.integer(1, HIGHEST_PORT)).map(Long::intValue));
  }

  private static <T> Optional<T> value(DaemonKnobs own, Knob knob, Values.Converter<T> converter) {
    return own.find(knob).flatMap(found -> own.convert(found, converter));
  }

  private static Optional<Path> stateFile(Knobs knobs, String daemonName, DaemonKnobs own) {
    String name = DaemonKnob.STATE_FILE.generalName();
    Optional<KnobValue> set = own.find(DaemonKnob.STATE_FILE);
    if (set.isPresent()) {
      return own.convert(set.get(), Values::file);
    }
    boolean isTurnedOff =
        knobs.getEvenBlank(name).isPresent()
            || knobs.getEvenBlank(daemonName + "." + name).isPresent();
    return isTurnedOff ? Optional.empty() : Optional.of(besideAuditLog(knobs, daemonName));
  }

  private static Path besideAuditLog(Knobs knobs, String daemonName) {
    return new AuditReader(knobs, daemonName).place().resolveSibling(USUAL_NAME);
  }

  private static Path metricsFile(String text) throws InvalidKnobValueException {
    Path file = Values.file(text);
    if (!file.toString().endsWith(SUFFIX)) {
      throw new InvalidKnobValueException(
          "does not end in .prom, and the node exporter reads no other files",
          "write a name such as /var/lib/prometheus/node-exporter/credmint.prom");
    }
    return file;
  }
}
