// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetsParser;
import org.credmint.config.standing.TargetsParser.Targets;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * A file of targets that is looked at again and again. What cannot be used as a whole leaves the
 * targets of before in force.
 */
public final class TargetsFile {
  private static final int GROUP_AND_OTHERS_WRITE = 0022;

  private final Host host;
  private final Path file;
  private final Set<Integer> trusted;
  private @Nullable FileState seen;
  private Targets last = new Targets(List.of(), List.of());
  private boolean hasBeenRead;
  private boolean settled;

  /**
   * A file that was not looked at yet.
   *
   * @param trusted user ids that may own it
   */
  public TargetsFile(Host host, Path file, Set<Integer> trusted) {
    this.host = host;
    this.file = file;
    this.trusted = Set.copyOf(trusted);
  }

  /**
   * What a look gave.
   *
   * @param changed whether anything differs from the look before
   * @param targets the targets in force
   * @param flaws what is wrong with the file, in words; empty where all of it can be used
   * @param whole whether a target that is not among these is certainly not listed: the file could
   *     be read to its end without a flaw, and was the same at two looks in a row
   */
  public record Look(boolean changed, List<Target> targets, List<String> flaws, boolean whole) {
    /** Takes copies. */
    public Look {
      targets = List.copyOf(targets);
      flaws = List.copyOf(flaws);
    }
  }

  /** Looks at the file. Never throws. */
  public Look look() {
    Path parent = file.getParent();
    if (parent == null) {
      return failed("it is not a file");
    }
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      String name = FileNames.ofText(String.valueOf(file.getFileName()));
      Optional<FileState> state = directory.state(name);
      if (state.isEmpty()) {
        return failed("it does not exist");
      }
      if (state.get().equals(seen)) {
        boolean settledNow = !settled;
        settled = true;
        return new Look(settledNow, last.targets(), last.flaws(), isWhole());
      }
      return read(directory.readWithState(name, TargetsParser.LARGEST_FILE));
    } catch (PosixException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private boolean isWhole() {
    return settled && hasBeenRead && last.flaws().isEmpty();
  }

  private Look read(FileRead read) {
    Optional<String> unsafe = whyUnsafe(read.state());
    if (unsafe.isPresent()) {
      seen = read.state();
      return refused(unsafe.get());
    }
    Targets present = TargetsParser.parse(read.content());
    seen = read.state();
    settled = false;
    boolean usable = !present.targets().isEmpty() || present.flaws().isEmpty();
    last = usable ? present : new Targets(last.targets(), present.flaws());
    hasBeenRead |= usable;
    return new Look(true, last.targets(), last.flaws(), false);
  }

  private Look refused(String reason) {
    last = new Targets(last.targets(), List.of(reason));
    settled = false;
    return new Look(true, last.targets(), last.flaws(), false);
  }

  private Look failed(String reason) {
    boolean changed = seen != null || !last.flaws().equals(List.of(reason));
    seen = null;
    settled = false;
    last = new Targets(last.targets(), List.of(reason));
    return new Look(changed, last.targets(), last.flaws(), false);
  }

  /** Whoever can write there decides whom credentials are made for. */
  private Optional<String> whyUnsafe(FileState state) {
    if (!trusted.contains(state.uid())) {
      return Optional.of(
          "it is owned by uid %d, who is neither root nor the daemon's user nor the user who reads the credentials"
              .formatted(state.uid()));
    }
    return (state.mode() & GROUP_AND_OTHERS_WRITE) == 0
        ? Optional.empty()
        : Optional.of(
            "it has mode %04o, so others can write to it; run 'chmod go-w' on it"
                .formatted(state.mode()));
  }
}
