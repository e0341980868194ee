// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.audit.search.AuditFiles;
import org.credmint.cli.option.DaemonOption;
import org.credmint.config.AuditSettings;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.os.Host;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files a command about the audit log reads. */
final class AuditFilesOption {
  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = DaemonOption.USUAL_NAME,
      description =
          "HTCondor name of the daemon that writes the audit log (default: ${DEFAULT-VALUE}).")
  private String name = DaemonOption.USUAL_NAME;

  @Parameters(
      paramLabel = "FILE",
      description =
          "Audit log files, oldest first. Without any, the configured audit log and its rotated"
              + " files are read.")
  private List<Path> files = List.of();

  /**
   * The files to read.
   *
   * @throws IOException when the configuration does not tell them; the message says why
   */
  AuditFiles files() throws IOException {
    if (!files.isEmpty()) {
      return AuditFiles.of(files);
    }
    return ofDaemon(name.toUpperCase(Locale.ROOT));
  }

  /** The schedd's audit log; empty where files are given, or HTCondor tells none. */
  Optional<Path> scheddAuditLog() throws IOException {
    return files.isEmpty()
        ? Wiring.knobs(name.toUpperCase(Locale.ROOT)).get("SCHEDD_AUDIT_LOG").map(Path::of)
        : Optional.empty();
  }

  /**
   * The audit log of a daemon.
   *
   * @throws IOException when the configuration does not tell it; the message says why
   */
  static AuditFiles ofDaemon(String daemonName) throws IOException {
    KnobReading reading =
        new HtcondorInstallation(Host.create(), System.getenv()).knobs(daemonName).read();
    if (reading instanceof KnobReading.Failed failed) {
      throw new IOException(failed.reason() + "; " + failed.fix() + ", or give the files");
    }
    return AuditSettings.read(((KnobReading.Read) reading).knobs(), daemonName)
        .settings()
        .map(settings -> AuditFiles.ofAuditLog(settings.file()))
        .orElseThrow(
            () ->
                new IOException(
                    "CREDMINT_AUDIT_LOG is empty, so there is no audit log; set it, or give the files"));
  }

  /** A failure to read as a message; the JDK's own often is the bare name of a file. */
  static String told(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "credmint: "
          + failure.getMessage()
          + ": no such file; nothing has been written"
          + " yet, or the file is elsewhere";
    }
    if (failure instanceof AccessDeniedException) {
      return "credmint: "
          + failure.getMessage()
          + ": permission denied; run this as root or as the"
          + " daemon's user";
    }
    return "credmint: " + failure.getMessage();
  }
}
