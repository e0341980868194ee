// SPDX-License-Identifier: Apache-2.0
package org.credmint.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which files below a directory this process has open: for finding descriptors that leak. */
public final class OpenFiles {

  private OpenFiles() {}

  public static List<String> below(Path directory) throws IOException {
    String prefix = directory.toRealPath().toString();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      return links.map(OpenFiles::target).filter(target -> target.startsWith(prefix)).toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed since it was listed
    }
  }
}
