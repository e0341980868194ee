// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.nio.file.Path;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.os.file.Directory;
import org.credmint.os.file.ExclusiveLock;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.os.process.ProcessIdentity;

/** Makes sure that the credential directory is fit, and that no other monitor keeps it. */
public final class DirectoryLock {
  private static final String KNOB = "SEC_CREDENTIAL_DIRECTORY_OAUTH";
  private static final int OPEN_TO_OTHERS = 0007;

  private final ProcessIdentity identity;

  public DirectoryLock(ProcessIdentity identity) {
    this.identity = identity;
  }

  /** Why credentials must not be put there; the stock monitor asks for the same. */
  public static Optional<Problem> whyUnfit(Path path, FileState state) {
    if ((state.mode() & OPEN_TO_OTHERS) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.fatal(
            KNOB,
            path.toString(),
            "the directory is accessible to everybody (mode %04o)".formatted(state.mode()),
            "run chmod o-rwx on it, then condor_on -daemon credmon_oauth"));
  }

  /** What to say where the credential directory cannot be opened or read. */
  public static Problem unusable(Path path, PosixException why) {
    return Problem.fatal(
        KNOB,
        path.toString(),
        "the directory cannot be used: " + why.getMessage(),
        "create it as condor_master does (root:condor, mode 2770), then run condor_on -daemon credmon_oauth");
  }

  /**
   * Takes the directory for this process until it is closed.
   *
   * @return who has it already
   */
  public Optional<Problem> take(Path path, Directory top) throws PosixException {
    String pid = ReadinessFiles.readPid(top);
    if (!ExclusiveLock.tryTake(top)) {
      return Optional.of(taken(path, pid.isEmpty() ? "unknown" : pid));
    }
    return isOtherMonitor(path, pid) ? Optional.of(taken(path, pid)) : Optional.empty();
  }

  /**
   * Credmint holds the lock. HTCondor's own monitor locks nothing, and its {@code pid} file
   * outlives it: the number may be anybody's by now.
   */
  private boolean isOtherMonitor(Path path, String pid) {
    if (!pid.matches("\\d{1,10}")) {
      return false;
    }
    long number = Long.parseLong(pid);
    return number != identity.pid()
        && identity.isAlive(number)
        && StockMonitor.of(identity.executable(number), identity.arguments(number))
            .filter(monitor -> monitor.mayKeep(path))
            .isPresent();
  }

  private static Problem taken(Path path, String pid) {
    return Problem.fatal(
        KNOB,
        path.toString(),
        "directory in use by another credential monitor (pid " + pid + ")",
        "stop it first");
  }
}
