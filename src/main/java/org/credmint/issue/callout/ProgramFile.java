// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.callout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A program that nobody but root and the daemon's user can put another one in the place of: by the
 * file, a directory above it, or a link on the way.
 *
 * @param daemonUser the user id that the daemon has
 */
public record ProgramFile(Path path, int daemonUser) {
  private static final int OTHERS_WRITE = 0022;
  private static final int STICKY = 01000;
  private static final int OWNER_EXECUTES = 0100;
  private static final int ROOT = 0;
  private static final int MOST_LINKS = 40;

  /** Why it is not run; empty where it may be. */
  public Optional<String> whyNotRun() {
    try {
      Path looking = path;
      for (int links = 0; Files.isSymbolicLink(looking); links++) {
        Optional<String> above = whyUntrustedAbove(looking);
        if (above.isPresent() || links > MOST_LINKS) {
          return above.or(() -> Optional.of("is a link that leads nowhere"));
        }
        looking = looking.resolveSibling(Files.readSymbolicLink(looking)).normalize();
      }
      Path last = path.toRealPath();
      Optional<String> above = whyUntrustedAbove(looking).or(() -> whyUntrustedAboveOf(last));
      return above.isPresent() ? above : whyUnfit(last);
    } catch (IOException e) {
      return Optional.of("cannot be found");
    }
  }

  private Optional<String> whyUnfit(Path file) throws IOException {
    int mode = attribute(file, "unix:mode");
    if (!Files.isRegularFile(file) || (mode & OWNER_EXECUTES) == 0) {
      return Optional.of("is not a program that can be run");
    }
    return isTrusted(attribute(file, "unix:uid")) && (mode & OTHERS_WRITE) == 0
        ? Optional.empty()
        : Optional.of("can be changed by others than root and the daemon's user");
  }

  private Optional<String> whyUntrustedAboveOf(Path file) {
    try {
      return whyUntrustedAbove(file);
    } catch (IOException e) {
      return Optional.of("cannot be found");
    }
  }

  /** In a directory with the sticky bit nobody replaces what belongs to root. */
  private Optional<String> whyUntrustedAbove(Path file) throws IOException {
    if (!isTrusted((Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
      return Optional.of("belongs to somebody else than root and the daemon's user");
    }
    for (Path above = file.getParent(); above != null; above = above.getParent()) {
      int mode = attribute(above, "unix:mode");
      boolean isClosed = (mode & OTHERS_WRITE) == 0 || (mode & STICKY) != 0;
      if (!isClosed || !isTrusted(attribute(above, "unix:uid"))) {
        return Optional.of("can be replaced by those who may write to " + above);
      }
    }
    return Optional.empty();
  }

  private boolean isTrusted(int owner) {
    return owner == ROOT || owner == daemonUser;
  }

  private static int attribute(Path path, String name) throws IOException {
    return (Integer) Files.getAttribute(path, name);
  }
}
