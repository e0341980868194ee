package org.credmint.htcondor;

import java.nio.file.Path;
import java.util.List;

/** local stand-in until the room lands. */
public record DaemonLogSettings(Path file) {
  public record Reading(DaemonLogSettings settings, List<String> problems) {}

  public static Reading from(Knobs knobs, String daemonName) {
    return new Reading(
        new DaemonLogSettings(Path.of(knobs.get(daemonName + "_LOG").orElse("/dev/null"))),
        List.of());
  }
}
