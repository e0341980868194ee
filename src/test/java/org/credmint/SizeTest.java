// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps rooms and classes at a size that a reader can take in. */
class SizeTest {

  private static final int MOST_TYPES = 15;

  private static final long MOST_LINES = 250;

  @Test
  void aRoomHasAtMostFifteenTypes() throws IOException {
    Map<Path, Long> rooms = sources().stream().collect(groupingBy(Path::getParent, counting()));
    assertThat(rooms).isNotEmpty();
    assertThat(rooms)
        .allSatisfy((room, types) -> assertThat(types).isLessThanOrEqualTo(MOST_TYPES));
  }

  @Test
  void noFileIsLongerThanTwoHundredFiftyLines() throws IOException {
    Set<String> longer = new TreeSet<>();
    for (Path source : sources()) {
      try (Stream<String> lines = Files.lines(source)) {
        if (lines.count() > MOST_LINES) {
          longer.add(name(source));
        }
      }
    }
    assertThat(longer).isEmpty();
  }

  @Test
  void noTwoTypesHaveOneName() throws IOException {
    Map<String, Long> names = sources().stream().collect(groupingBy(SizeTest::name, counting()));
    assertThat(names).allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
  }

  private static String name(Path source) {
    return String.valueOf(source.getFileName());
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(Collectors.toList());
    }
  }
}
