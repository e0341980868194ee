package org.credmint.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RandomNumbersTest {
  @Test
  void noNumberComesTwice_notEvenToSeveralThreads() {
    RandomNumbers numbers = new RandomNumbers(new SecureRandom());
    Set<Long> all =
        LongStream.range(0, 10_000)
            .parallel()
            .mapToObj(i -> numbers.getAsLong())
            .collect(Collectors.toSet());
    assertThat(all).hasSize(10_000);
  }
}
