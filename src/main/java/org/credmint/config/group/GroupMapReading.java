// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.UnfitFileException;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * What came of reading a group map: the map where the file could be read, and every problem either
 * way.
 *
 * @param map empty where the file could not be read
 * @param problems warnings only; each names the file, and the line where one is wrong
 */
public record GroupMapReading(Optional<GroupMap> map, List<Problem> problems) {
  /** How large a map file may be: a line for each of several hundred thousand users. */
  public static final int MOST_BYTES = 16 << 20;

  /** Takes a copy of the problems. */
  public GroupMapReading {
    problems = List.copyOf(problems);
  }

  /**
   * Reads the content of a map file.
   *
   * @param file its name, for messages
   * @param content its content, which must not change any more
   */
  public static GroupMapReading parse(String file, byte[] content) {
    return new GroupMapParser(file, content).parse();
  }

  /**
   * Reads a map file. Links are followed: the file is the administrator's, and configuration tools
   * make links.
   */
  public static GroupMapReading read(Host host, Path file) {
    try {
      return parse(file.toString(), contentOf(host, file));
    } catch (UnfitFileException e) {
      String fix = "use a text file of at most " + MOST_BYTES + " bytes";
      return unread(file, e.isTooLarge() ? "is too large" : "is not a regular file", fix);
    } catch (PosixException e) {
      boolean gone = e.isGone();
      return unread(
          file,
          gone ? "does not exist" : "cannot be read (" + e.symbol() + ")",
          gone ? "create it, or correct the knob" : "make it readable for Credmint");
    } catch (IOException e) {
      return unread(file, "is a dangling symbolic link", "fix the link");
    }
  }

  private static byte[] contentOf(Host host, Path file) throws IOException {
    try {
      return contentOfFile(host, file);
    } catch (UnfitFileException e) {
      if (e.kind() != FileState.Kind.SYMLINK) {
        throw e;
      }
      return contentOfFile(host, file.toRealPath());
    }
  }

  private static byte[] contentOfFile(Host host, Path file) throws PosixException {
    Path parent = Optional.ofNullable(file.getParent()).orElse(Path.of("/"));
    String name = FileNames.ofText(Optional.ofNullable(file.getFileName()).orElse(file).toString());
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      return directory.read(name, MOST_BYTES);
    }
  }

  private static GroupMapReading unread(Path file, String reason, String fix) {
    return new GroupMapReading(
        Optional.empty(), List.of(Problem.warning(file.toString(), "", reason, fix)));
  }
}
