// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;

/** The accounts that the knobs name: the daemon's own and HTCondor's. */
public final class DaemonAccounts {
  private static final Pattern CONDOR_IDS = Pattern.compile("\\s*(\\d{1,9})\\.\\d{1,9}\\s*");
  private static final String CONDOR_ACCOUNT = "condor";
  private static final int ROOT = 0;

  private final Host host;
  private final Knobs knobs;

  public DaemonAccounts(Host host, Knobs knobs) {
    this.host = host;
    this.knobs = knobs;
  }

  /**
   * The user that the daemon has or will have: {@code <NAME>_USERID}; else that of this process
   * where it is root or owns the credential directory, as in a pool of a user's own; else root.
   */
  public int daemon(String daemonName, Optional<Path> credentialDirectory) {
    int own = host.identity().uid();
    Optional<Integer> named =
        knobs.get(daemonName + "_USERID").flatMap(user -> boxed(host.identity().userId(user)));
    boolean isOwn = own == ROOT || credentialDirectory.filter(this::isOwn).isPresent();
    return named.orElse(isOwn ? own : ROOT);
  }

  private static Optional<Integer> boxed(OptionalInt id) {
    return id.isPresent() ? Optional.of(id.getAsInt()) : Optional.empty();
  }

  private boolean isOwn(Path directory) {
    try (Directory opened = host.openDirectoryFollowingLink(directory)) {
      return opened.state().uid() == host.identity().uid();
    } catch (PosixException e) {
      return false; // whoever may not look there is not the daemon's user
    }
  }

  /** HTCondor's user, as for those that the credd makes; our own where we can give nothing away. */
  public int directoryOwner() {
    int own = host.identity().uid();
    return own == ROOT ? condor().orElse(ROOT) : own;
  }

  /** HTCondor's user: {@code CONDOR_IDS} names its user and group as numbers. */
  public OptionalInt condor() {
    Optional<Integer> named =
        knobs
            .get("CONDOR_IDS")
            .map(CONDOR_IDS::matcher)
            .filter(Matcher::matches)
            .map(ids -> Integer.parseInt(ids.group(1)));
    return named.isPresent() ? OptionalInt.of(named.get()) : host.identity().userId(CONDOR_ACCOUNT);
  }
}
