// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IntTableTest {

  @Test
  void itHoldsWhatAMapHolds() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      IntTable<String> table = new IntTable<>();
      Map<Integer, String> map = new TreeMap<>();
      int keys = 1 + random.nextInt(200);
      for (int i = 0; i < 2_000; i++) {
        int key = random.nextInt(keys) * (random.nextBoolean() ? 1 : 1 << 20);
        if (random.nextInt(3) > 0) {
          table.put(key, "v" + i);
          map.put(key, "v" + i);
        } else {
          assertThat(table.remove(key)).isEqualTo(map.remove(key));
        }
        assertThat(table.size()).isEqualTo(map.size());
        assertThat(table.get(key)).isEqualTo(map.get(key));
      }
      Map<Integer, String> seen = new TreeMap<>();
      table.forEach(seen::put);
      assertThat(seen).as("seed %d", seed).isEqualTo(map);
    }
  }
}
