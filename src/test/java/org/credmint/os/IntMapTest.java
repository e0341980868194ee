package org.credmint.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class IntMapTest {

  @RepeatedTest(20)
  void behavesAsAHashMapDoesUnderRandomUse(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int range = 1 << (2 + random.nextInt(12));
    IntMap map = new IntMap();
    Map<Integer, Integer> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      int key = 1 + random.nextInt(range);
      if (random.nextInt(100) < 55) {
        int value = random.nextInt(Integer.MAX_VALUE);
        map.put(key, value);
        model.put(key, value);
      } else {
        Integer expected = model.remove(key);
        assertThat(map.remove(key)).isEqualTo(expected == null ? IntMap.ABSENT : expected);
      }
      int asked = 1 + random.nextInt(range);
      assertThat(map.get(asked)).isEqualTo(model.getOrDefault(asked, IntMap.ABSENT));
    }
    assertThat(map.size()).isEqualTo(model.size());
    model.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
  }

  @Test
  void theLargestNumbersAreKept() {
    IntMap map = new IntMap();
    map.put(Integer.MAX_VALUE, Integer.MAX_VALUE);
    map.put(1, 0);

    assertThat(map.get(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(map.get(1)).isZero();
    assertThat(map.get(2)).isEqualTo(IntMap.ABSENT);
  }

  @Test
  void whatItCannotTellFromNothingIsRefused() {
    IntMap map = new IntMap();

    assertThatIllegalArgumentException().isThrownBy(() -> map.put(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> map.put(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> map.put(1, -1));
  }
}
