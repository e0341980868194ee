package org.credmint.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomNumbersTest {
  private final FaultyPosix system = new FaultyPosix(new LibC());
  private final RandomNumbers numbers = new RandomNumbers(new Calls(system.posix()));

  private void assertThatNoneComesTwice() {
    Set<Long> all =
        LongStream.range(0, 10_000)
            .parallel()
            .mapToObj(i -> numbers.getAsLong())
            .collect(Collectors.toSet());
    assertThat(all).hasSize(10_000);
  }

  @Test
  void noNumberComesTwice_notEvenToSeveralThreads() {
    assertThatNoneComesTwice();
    assertThat(Collections.frequency(system.trace(), "close")).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openat", "read"})
  void whereTheKernelGivesNoneJavaDoes(String call) {
    system.failAlways(call, Errno.EACCES);
    assertThatNoneComesTwice();
  }

  @Test
  void aShortReadIsNotMadeUpForWithZeros() {
    system.after(
        "read",
        0,
        (arguments, result) -> {
          byte[] target = (byte[]) arguments[1];
          Arrays.fill(target, 8, target.length, (byte) 0);
          return 8;
        });
    assertThatNoneComesTwice();
  }
}
