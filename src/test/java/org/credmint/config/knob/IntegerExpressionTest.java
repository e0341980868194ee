// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IntegerExpressionTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1200, 1200",
    "' 7 ', 7",
    "007, 7",
    "-5, -5",
    "+5, 5",
    "- - 5, 5",
    "20 * 60, 1200",
    "20*60, 1200",
    "2 + 3 * 4, 14",
    "(2 + 3) * 4, 20",
    "((((1))))+1, 2",
    "7 / 2, 3",
    "-7 / 2, -3",
    "7 % 3, 1",
    "10 - 2 - 3, 5",
    "100 / 10 / 5, 2",
    "2 * -3, -6",
    "9223372036854775807, 9223372036854775807"
  })
  void arithmeticGivesItsValue(String text, long value) {
    assertThat(IntegerExpression.evaluate(text)).isEqualTo(OptionalLong.of(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "1x",
        "1 2",
        "1,2",
        "1.5",
        "1e3",
        "0x10",
        "*",
        "1 +",
        "+ ",
        "(1",
        "1)",
        "()",
        "1 / 0",
        "1 % 0",
        "1 // 2",
        "9223372036854775808",
        "9223372036854775807 + 1",
        "99999999 * 99999999 * 99999999",
        "-9223372036854775807 - 2",
        "true",
        "١"
      })
  void anythingElseGivesNone(String text) {
    assertThat(IntegerExpression.evaluate(text)).isEmpty();
  }

  @Test
  void aDeepExpressionIsNoNumber() {
    assertThat(IntegerExpression.evaluate("(".repeat(100_000) + "1" + ")".repeat(100_000)))
        .isEmpty();
    assertThat(IntegerExpression.evaluate("-".repeat(199) + "1")).hasValue(-1);
  }

  @Test
  void randomSumsAndProductsAgreeWithJava() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      int a = random.nextInt(100);
      int b = random.nextInt(100) + 1;
      int c = random.nextInt(100) - 50;
      assertThat(IntegerExpression.evaluate(a + " * " + b + " - (" + c + ") / " + b))
          .hasValue((long) a * b - c / b);
    }
  }
}
