// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScopeCoversTest {
  private static Scope scope(String text) {
    try {
      return Scope.parse(text);
    } catch (InvalidScopeException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "read:/data, read:/data, true",
    "read:/data, read:/data/, true",
    "read:/data/, read:/data, true",
    "read:/data, read:/data/a/b, true",
    "read:/, read:/, true",
    "read:/, read:/x, true",
    "compute.read, compute.read, true",
    "compute.create:/a, compute.create:/a/b, true",
    "read:/data, read:/database, false",
    "read:/data/, read:/database, false",
    "read:/data/a, read:/data, false",
    "read:/data, read:/Data, false",
    "read:/data, read:/, false",
    "read:/data, write:/data, false",
    "storage.read:/data, storage.reader:/data, false",
    "compute.read, compute.read:/x, false",
    "compute.read:/, compute.read, false",
    "read:/a%20b, read:/a%20b/c, true",
    "read:/a%2C, 'read:/a,', false"
  })
  void aScopeCoversItsOwnAuthorizationAtItsPathAndBelow(
      String upper, String lower, boolean covers) {
    assertThat(scope(upper).covers(scope(lower))).isEqualTo(covers);
  }

  @Test
  void coveringIsBySegments() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      List<String> upper = segments(random);
      List<String> lower = segments(random);
      boolean isBelow =
          lower.size() >= upper.size() && lower.subList(0, upper.size()).equals(upper);
      assertThat(at(upper, random).covers(at(lower, random)))
          .as(upper + " " + lower)
          .isEqualTo(isBelow);
    }
  }

  private static Scope at(List<String> segments, Random random) {
    String end = !segments.isEmpty() && random.nextBoolean() ? "/" : "";
    return new Scope("read", "/" + String.join("/", segments) + end);
  }

  private static List<String> segments(Random random) {
    List<String> segments = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      segments.add(List.of("a", "aa", "b").get(random.nextInt(3)));
    }
    return segments;
  }
}
