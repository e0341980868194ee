// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineEndsTest {

  @Test
  void theFirstAndTheLastLineEndOfARangeAreFound() {
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) "\n\013\u008a".charAt(random.nextInt(3));
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      String text = new String(bytes, 0, to, ISO_8859_1);
      int last = text.lastIndexOf('\n');
      assertThat(LineEnds.next(bytes, from, to))
          .as("seed %d", seed)
          .isEqualTo(text.indexOf('\n', from));
      assertThat(LineEnds.last(bytes, from, to))
          .as("seed %d", seed)
          .isEqualTo(last < from ? -1 : last);
    }
  }
}
