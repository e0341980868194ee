// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathSegmentTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "alice|alice",
        "a.b_c~d-e|a.b_c~d-e",
        "...|...",
        "!$&'()*+,;=:@|!$&'()*+,;=:@",
        "a b|a%20b",
        "ap.example#12.0#1700|ap.example%2312.0%231700",
        "\"x\"?|%22x%22%3F",
        "é|%C3%A9",
        "日本|%E6%97%A5%E6%9C%AC",
        "[{^|%5B%7B%5E"
      })
  void whatASegmentCannotHoldIsEncodedInCapitalDigits(String value, String segment)
      throws InvalidSegmentException {
    assertThat(PathSegment.encode(value)).isEqualTo(segment);
  }

  @Test
  void aPairOfSurrogatesIsOneCharacter() throws InvalidSegmentException {
    assertThat(PathSegment.encode("\ud83d\ude00")).isEqualTo("%F0%9F%98%80");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "a/b",
        "../x",
        "a\\b",
        "%2F",
        "100%",
        "a\nb",
        "a\u0000",
        "a\u007f",
        "a\u0085",
        "\ud800",
        "a\udc00b"
      })
  void whatAReaderCouldTakeForAnotherPathIsRefusedAndNeverRepaired(String value) {
    assertThatThrownBy(() -> PathSegment.encode(value))
        .isInstanceOfSatisfying(
            InvalidSegmentException.class,
            e -> assertThat(e.reason()).matches("(is|contains|has) .*"));
  }

  @Test
  void aValueHasAtMost1024Bytes() throws InvalidSegmentException {
    assertThat(PathSegment.encode("a".repeat(1024))).hasSize(1024);
    assertThat(PathSegment.encode("é".repeat(512))).hasSize(512 * 6);
    for (String tooLong : new String[] {"a".repeat(1025), "é".repeat(513), "/".repeat(1_000_000)}) {
      assertThatThrownBy(() -> PathSegment.encode(tooLong))
          .isInstanceOf(InvalidSegmentException.class);
    }
  }

  @Test
  void whateverIsTakenIsOneSegmentThatDecodesToItself() throws InvalidScopeException {
    Random random = new Random(17);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder value = new StringBuilder();
      for (int n = random.nextInt(5); n > 0; n--) {
        value.append(
            random.nextBoolean()
                ? (char) (' ' + random.nextInt(0x60))
                : (char) random.nextInt(0x10000));
      }
      try {
        String segment = PathSegment.encode(value.toString());
        taken++;
        assertThat(Scope.parse("read:/a/" + segment + "/b").path()).matches("/a/[^/]+/b");
        assertThat(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
            .isEqualTo(value.toString());
      } catch (InvalidSegmentException e) {
        assertThat(e.reason()).isNotBlank();
      }
    }
    assertThat(taken).isGreaterThan(5_000);
  }
}
