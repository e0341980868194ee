// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.search.AuditFiles;
import org.credmint.config.AuditSettings;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.config.knob.Problem;
import org.credmint.control.ControlDirectory;
import org.credmint.control.RecordFile;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.os.Host;

/**
 * What the commands need of the program.
 *
 * @param configurations tells the knobs of the daemon of a name
 * @param holds puts jobs on hold
 * @param account who runs the command
 * @param ids gives a new name each time, of capital letters and digits
 * @param pause waits so long; false where it was interrupted
 */
public record Surroundings(
    Host host,
    InstantSource clock,
    Configurations configurations,
    JobHolds holds,
    String account,
    Supplier<String> ids,
    Predicate<Duration> pause) {

  /** How often an answer of the daemon is looked for. */
  static final Duration LOOK_PERIOD = Duration.ofMillis(100);

  private static final int ID_LENGTH = 8;

  /** Those that cannot be mistaken for one another. */
  private static final String ID_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

  private static final Duration UNTIL_SEEN = Duration.ofSeconds(3);

  /** The daemon looks once a second; a busy one may be late. */
  private static final Duration UNTIL_TAKEN = Duration.ofSeconds(15);

  /** Tells the knobs of a daemon. */
  @FunctionalInterface
  public interface Configurations {
    /**
     * The knobs.
     *
     * @throws IOException where HTCondor does not tell them; the message says why
     */
    Knobs of(String daemonName) throws IOException;
  }

  /** Those of this machine, whose account is who became root by sudo, if anybody did. */
  public static Surroundings of(
      Host host, InstantSource clock, Configurations configurations, Predicate<Duration> pause) {
    String account =
        Optional.ofNullable(System.getenv("SUDO_USER"))
            .orElseGet(() -> System.getProperty("user.name", "?"));
    JobHolds holds = new HtcondorInstallation(host, System.getenv()).holds();
    return new Surroundings(
        host, clock, configurations, holds, account, Surroundings::newId, pause);
  }

  private static String newId() {
    return new SecureRandom()
        .ints(ID_LENGTH, 0, ID_LETTERS.length())
        .mapToObj(i -> ID_LETTERS.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  /** The control directory of a daemon. */
  Path controlDirectory(String daemonName) throws IOException {
    List<Problem> problems = new ArrayList<>();
    Path directory =
        Settings.controlDirectory(configurations.of(daemonName), daemonName, problems::add);
    if (!problems.isEmpty()) {
      throw new IOException(problems.get(0).toString());
    }
    return directory;
  }

  /** What can be read of the configuration. */
  SettingsReading configuration(String daemonName) throws IOException {
    return Settings.read(configurations.of(daemonName), daemonName, "");
  }

  /**
   * Leaves a record for the daemon.
   *
   * @return its file's name
   */
  String leave(Path directory, AuditEntry entry) throws IOException {
    try (ControlDirectory open = ControlDirectory.make(host, directory)) {
      String id = entry.act().word() + "-" + ids.get();
      return RecordFile.leave(open, id, clock.instant(), entry);
    }
  }

  /**
   * Waits until the daemon has added a record to the audit log.
   *
   * @param name the record's file
   * @throws IOException where it has not; the record is taken back
   */
  void awaitRecorded(Path directory, String name) throws IOException {
    try (ControlDirectory open = ControlDirectory.make(host, directory)) {
      for (Duration waited = Duration.ZERO;
          open.state(name).isPresent();
          waited = waited.plus(LOOK_PERIOD)) {
        if (waited.compareTo(UNTIL_TAKEN) >= 0 || !pause.test(LOOK_PERIOD)) {
          open.remove(name);
          throw new IOException(
              "the daemon does not take requests from %s: is it running? Can it write its audit log? See 'credmint status'; nothing was done"
                  .formatted(directory));
        }
      }
    }
  }

  /** Whether the daemon has taken a record within three seconds; it stays there if not. */
  boolean isTaken(Path directory, String name) throws IOException {
    try (ControlDirectory open = ControlDirectory.make(host, directory)) {
      Duration waited = Duration.ZERO;
      while (open.state(name).isPresent()) {
        if (waited.compareTo(UNTIL_SEEN) >= 0 || !pause.test(LOOK_PERIOD)) {
          return false;
        }
        waited = waited.plus(LOOK_PERIOD);
      }
      return true;
    }
  }

  /** The audit log of a daemon; empty where it keeps none. */
  Optional<AuditFiles> auditFiles(String daemonName) throws IOException {
    return AuditSettings.read(configurations.of(daemonName), daemonName)
        .settings()
        .map(settings -> AuditFiles.ofAuditLog(settings.file()));
  }
}
