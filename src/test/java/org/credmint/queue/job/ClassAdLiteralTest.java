// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.AttributeValue.Other;
import org.credmint.credential.AttributeValue.Text;
import org.credmint.credential.AttributeValue.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTCondor 25.14.1 was seen to make of values edited into a live queue. */
class ClassAdLiteralTest {

  private static AttributeValue read(String text) {
    byte[] line = ("103 7.0 X " + text + "\nnext").getBytes(UTF_8);
    return ClassAdLiteral.read(line, 10, line.length - 5, ClassAdLiteral.LONGEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\\nb\"| a\\nb",
        "\"a\\\\b\"| a\\\\b",
        "\"a\\\"b\"| a\"b",
        "\"end\\\\\"| end\\\\",
        "\"end\\\"| end\\",
        "\"oct\\101\"| oct\\101",
        "\"gr\u00fc\u00dfe\"| gr\u00fc\u00dfe",
        "`  \"lead\"  `| lead",
        "\"\"| ``",
        "\"a\\\\\\\"b\"| a\\\\\"b",
        "\"\\\"\"| \""
      })
  void aStringIsReadInTheOldSyntax(String literal, String value) {
    assertThat(read(literal)).isEqualTo(new Text(value));
  }

  @Test
  void aBackslashBeforeTheLastQuoteIsOnlyPartOfTheTextAtTheVeryEnd() {
    assertThat(read("\"\\\"")).isEqualTo(new Text("\\"));
    assertThat(read("\"end\\\" ")).isInstanceOf(Other.class);
  }

  @Test
  void integersAreDecimal() {
    assertThat(read("600")).isEqualTo(new Whole(600));
    assertThat(read(" -5 ")).isEqualTo(new Whole(-5));
    assertThat(read("0")).isEqualTo(new Whole(0));
    assertThat(read("9223372036854775807")).isEqualTo(new Whole(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "99999999999999999999",
        "+5",
        "(5)",
        "5 // c",
        "010",
        "0x10",
        "5K",
        "1.5",
        "-",
        "true",
        "UNDEFINED",
        "'q'",
        "\"open",
        "\"a\" + \"b\"",
        "strcat(\"a\")",
        "\"a\0b\""
      })
  void anythingElseIsKeptAsItStands(String text) {
    assertThat(read(text)).isEqualTo(new Other(text));
  }

  @Test
  void aLongValueIsCut() {
    assertThat(read("x".repeat(300))).isEqualTo(new Other("x".repeat(200) + "…"));
    assertThat(ClassAdLiteral.read("\"abc\"".getBytes(UTF_8), 0, 5, 4))
        .isEqualTo(new Other("\"abc\""));
  }

  @Test
  void noBytesMakeItThrow() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(30)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            (byte) (random.nextBoolean() ? random.nextInt() : "\"\\ -9".charAt(random.nextInt(5)));
      }
      assertThat(ClassAdLiteral.read(bytes, 0, bytes.length, 20)).isNotNull();
    }
  }
}
