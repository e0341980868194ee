// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.Posix;

/** Who this process is, and whether another one lives. */
public final class ProcessIdentity {

  private static final int PR_SET_DUMPABLE = 4;

  /** Removes what others could do with a file made by code that does not name a mode. */
  private static final int UMASK = 0077;

  private static final int MAX_COMMAND_LINE = 4_096;

  private final Posix posix;
  private final Path proc;

  public ProcessIdentity(Posix posix, Path proc) {
    this.posix = posix;
    this.proc = proc;
  }

  /**
   * This process's number.
   *
   * @return its pid
   */
  public long pid() {
    return ProcessHandle.current().pid();
  }

  /**
   * Who owns the files that this process makes.
   *
   * @return the effective user id
   */
  public int uid() {
    return posix.geteuid();
  }

  /**
   * The user id of an account of this machine.
   *
   * @param account its name
   * @return empty where there is no such account
   */
  public OptionalInt userId(String account) {
    int[] ids = new int[2];
    int found = posix.account((account + "\0").getBytes(StandardCharsets.UTF_8), ids);
    return found > 0 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  /**
   * The id of a group of this machine.
   *
   * @param group its name
   * @return empty where there is no such group
   */
  public OptionalInt groupId(String group) {
    int[] id = new int[1];
    int found = posix.group((group + "\0").getBytes(StandardCharsets.UTF_8), id);
    return found > 0 ? OptionalInt.of(id[0]) : OptionalInt.empty();
  }

  /**
   * The group of this process.
   *
   * @return the effective group id
   */
  public int gid() {
    return posix.getegid();
  }

  /**
   * All groups to which this process may give its files.
   *
   * @return the effective and the supplementary group ids, in ascending order
   */
  public Set<Integer> groups() {
    Set<Integer> all = new TreeSet<>();
    all.add(posix.getegid());
    int count = Math.max(posix.getgroups(new int[0]), 0);
    int[] groups = new int[count];
    int filled = Math.min(posix.getgroups(groups), count);
    for (int i = 0; i < filled; i++) {
      all.add(groups[i]);
    }
    return all;
  }

  /**
   * Whether a process lives, whatever its user. One that has ended and only waits for its parent
   * does not.
   *
   * @param pid its number
   * @return true when it lives
   */
  public boolean isAlive(long pid) {
    if (pid <= 0 || pid > Integer.MAX_VALUE) {
      return false;
    }
    int result = posix.kill(pid, 0);
    return (result >= 0 || Errno.EPERM.is(-result)) && !isZombie(pid);
  }

  /**
   * With what a process was started; any process can have set this to any text since.
   *
   * @param pid its number
   * @return its arguments, the first of which is its name, cut after 4,096 bytes; empty when the
   *     process is not there or does not tell
   */
  public List<String> arguments(long pid) {
    String text = read(pid, "cmdline").orElse("");
    return text.isEmpty() ? List.of() : List.of(text.split("\0"));
  }

  /**
   * The program that a process runs; of a script it is the interpreter.
   *
   * @param pid its number
   * @return the program's file, with links followed; empty when the process is not there or the
   *     system does not tell
   */
  public Optional<Path> executable(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(ofProcess(pid, "exe")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Shuts the process off from others of the same user (no core files, no tracing) and sets the
   * umask to 077.
   *
   * @return what could not be done, in words; empty when all was
   */
  public List<String> hardenProcess() {
    List<String> failed = new ArrayList<>();
    posix.umask(UMASK);
    int result = posix.prctl(PR_SET_DUMPABLE, 0);
    if (result < 0) {
      failed.add(
          "core files and tracing could not be turned off: prctl failed: " + Errno.text(-result));
    }
    return failed;
  }

  /** /proc/PID/stat: the state follows the name, which is in parentheses and may hold some too. */
  private boolean isZombie(long pid) {
    String stat = read(pid, "stat").orElse("");
    int end = stat.lastIndexOf(") ");
    return end >= 0 && end + 2 < stat.length() && "ZX".indexOf(stat.charAt(end + 2)) >= 0;
  }

  private Optional<String> read(long pid, String name) {
    try (var in = Files.newInputStream(ofProcess(pid, name))) {
      return Optional.of(new String(in.readNBytes(MAX_COMMAND_LINE), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty(); // it has ended, or /proc does not show it
    }
  }

  private Path ofProcess(long pid, String name) {
    return proc.resolve(Long.toString(pid)).resolve(name);
  }
}
