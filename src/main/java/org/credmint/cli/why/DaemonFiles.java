// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.credmint.diagnosis.DaemonSight;
import org.credmint.directory.ReadinessFiles;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.status.StateFile;
import org.credmint.status.StatusReport;

/** What the files of the daemon tell of it. */
final class DaemonFiles {
  private static final Pattern PID = Pattern.compile("[0-9]{1,10}");

  private DaemonFiles() {}

  /**
   * What is to be seen of it.
   *
   * @param file its state file; empty where it keeps none
   * @param directory the credential directory, where its pid file is
   */
  static DaemonSight sight(Why.Surroundings surroundings, Optional<Path> file, Path directory) {
    if (file.isEmpty()) {
      return new DaemonSight.TurnedOff();
    }
    Path path = file.get();
    try {
      StatusReport report = StateFile.read(path);
      boolean running = surroundings.isRunning().test(report.process().pid());
      return new DaemonSight.Seen(path, report, running);
    } catch (NoSuchFileException e) {
      return new DaemonSight.NoFile(path, pid(surroundings, directory));
    } catch (AccessDeniedException e) {
      return new DaemonSight.Unreadable(path, "permission denied; run this command as root");
    } catch (IOException e) {
      return new DaemonSight.Unreadable(path, String.valueOf(e.getMessage()));
    }
  }

  /** What the pid file says, where such a process runs. */
  private static Optional<String> pid(Why.Surroundings surroundings, Path directory) {
    try (Directory top = surroundings.host().openDirectoryFollowingLink(directory)) {
      String pid = ReadinessFiles.readPid(top);
      return Optional.of(pid)
          .filter(text -> PID.matcher(text).matches())
          .filter(text -> surroundings.isRunning().test(Long.parseLong(text)));
    } catch (PosixException e) {
      return Optional.empty();
    }
  }
}
