// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.os.process.Accounts.Account;

/**
 * Runs programs that are not trusted with what the daemon may do: as another account, without the
 * daemon's environment, with bounded memory, without a way to more rights, in a process group of
 * their own that is killed with them, and killed when the daemon dies. The daemon's own user never
 * changes: {@code setpriv} (util-linux 2.33 and later) changes that of the program.
 *
 * <p>A program that makes another session for itself can leave its process group, and run on.
 *
 * <p>Safe for use by several threads.
 */
public final class Confinement {
  /** What a process may hold of memory that others do not share, such as a Java VM's heap. */
  private static final long MEMORY = 1L << 30;

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8");

  private final Commands commands;
  private final Optional<Account> account;

  /** See {@link org.credmint.os.Host#confinement}. */
  public Confinement(Commands commands, Optional<Account> account) {
    this.commands = commands;
    this.account = account;
  }

  /**
   * Runs a program and waits for its end.
   *
   * @param argv the program's path and its arguments, which no shell sees
   * @param stdin what it reads
   * @param timeout how long it may take
   * @param maxOutputBytes how much it may write to each of standard output and standard error
   */
  public CommandResult run(List<String> argv, byte[] stdin, Duration timeout, int maxOutputBytes) {
    return commands.runApart(confined(argv), ENVIRONMENT, stdin, timeout, maxOutputBytes);
  }

  private List<String> confined(List<String> argv) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("/usr/bin/setsid", "/usr/bin/prlimit", "--core=0", "--data=" + MEMORY));
    all.addAll(List.of("/usr/bin/setpriv", "--no-new-privs", "--pdeathsig", "KILL"));
    account.ifPresent(
        one ->
            all.addAll(
                List.of(
                    "--reuid=" + one.uid(),
                    "--regid=" + one.gid(),
                    "--init-groups",
                    "--reset-env")));
    all.add("--");
    all.addAll(argv);
    return all;
  }
}
