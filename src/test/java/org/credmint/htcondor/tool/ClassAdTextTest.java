// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassAdTextTest {

  @Test
  void literalsOfHtcondorAreUnderstood() {
    assertThat(ClassAdText.unquoted("\"read:/alice\\n\\\"q\\\\\"")).contains("read:/alice\n\"q\\");
    assertThat(ClassAdText.unquoted("\"gr\\303\\274\\303\\237e\\0\\18\"")).contains("grüße\0\0018");
    assertThat(ClassAdText.unquoted("\"\"")).contains("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "a",
        "undefined",
        "\"a",
        "a\"",
        "\"a\"b\"",
        "\"\\\"",
        "\"\\q\"",
        "{ \"a\",\"b\" }"
      })
  void whatIsNoLiteralIsRefused(String text) {
    assertThat(ClassAdText.unquoted(text)).isEmpty();
  }

  @Test
  void anyTextSurvivesBeingWrittenAsALiteral() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      StringBuilder literal = new StringBuilder("\"");
      for (int i = random.nextInt(20); i > 0; i--) {
        String c = Character.toString(random.nextInt(0x2fff));
        text.append(c);
        for (byte b : c.getBytes(StandardCharsets.UTF_8)) {
          boolean plain = b >= ' ' && b != '"' && b != '\\' && random.nextBoolean();
          literal.append(plain ? Character.toString((char) b) : ClassAdText.octal(b));
        }
      }
      assertThat(ClassAdText.unquoted(literal + "\""))
          .as("seed %d", seed)
          .contains(text.toString());
    }
  }

  @Test
  void plainTextComesBackFromItsLiteral() {
    String all = "";
    for (char c = ' '; c < 0x7f; c++) {
      all += c;
    }
    assertThat(ClassAdText.unquoted(ClassAdText.quoted(all))).contains(all);
  }

  @Test
  void noTextMakesItThrow() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder("\"");
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append("\\\"0379nxa'\n\0".charAt(random.nextInt(11)));
      }
      String literal = text.append(random.nextBoolean() ? "\"" : "").toString();
      assertThatCode(() -> ClassAdText.unquoted(literal)).as(literal).doesNotThrowAnyException();
    }
  }
}
