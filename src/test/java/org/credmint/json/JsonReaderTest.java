package org.credmint.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
  private static final long SEED = 20261122;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ ] ",
        "{\"a\":{}}",
        "[1,2 , 3]",
        "\"\"",
        "\"\\u0000\\ud83d\\ude00\\n\"",
        "0",
        "-0.0e-0",
        "1e999",
        "true",
        "false",
        "null",
        "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
        "{\"\":[null,{\"a\":[]}],\"\":-1}",
        "\t\r\n 1 \n"
      })
  void validJsonIsSteppedOver(String text) throws NotReadable {
    JsonReader json = reader(text);
    json.skip();
    json.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "[1}",
        "{\"a\":1]",
        "\"",
        "\"\\\"",
        "\"\n\"",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "tru",
        "nul",
        "truee",
        "1 1",
        "{} {}",
        "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
        "/**/1",
        "\ufeff1"
      })
  void whatIsNotValidJsonIsRefused(String text) {
    assertThatThrownBy(
            () -> {
              JsonReader json = reader(text);
              json.skip();
              json.end();
            })
        .isInstanceOf(NotReadable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u\u00e9\u00e9\"", "7", "\"a"})
  void aStringWithABadEscapeIsRefusedWhenItIsWanted(String text) {
    assertThatThrownBy(() -> reader(text).string()).isInstanceOf(NotReadable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, -0.0",
    "1795348800, 1795348800",
    "999999999999999, 999999999999999",
    "1.5, 1.5",
    "1e3, 1000",
    "1E+2, 100",
    "12345678901234567890, 12345678901234567890",
    "-7, -7",
    "1e300, 1e300",
    "1e999, Infinity",
    "1e-999, 0"
  })
  void numbersAreRead(String text, double value) throws NotReadable {
    assertThat(reader(text).number()).isEqualTo(value);
  }

  @Test
  void stringsAreReadWithTheirEscapes() throws NotReadable {
    assertThat(
            reader("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\u00e9\ud83d\ude00\"")
                .string())
        .isEqualTo("a\"\\/\b\f\n\r\t\u00e9\ud83d\ude00\u00e9\ud83d\ude00");
    assertThat(reader("\"\\ud83dx\\ude00\"").string()).isEqualTo("?x?");
    assertThat(reader("\"\\ud83d\\u0041\"").string()).isEqualTo("?A");
    assertThat(new JsonReader(new byte[] {'"', (byte) 0xff, '"'}).string()).isEqualTo("\ufffd");
  }

  @Test
  void membersAndElementsComeInTheirOrder() throws NotReadable {
    JsonReader json = reader(" { \"a\" : [ \"x\" , 2 ] , \"b\" : { } } ");
    json.beginObject();
    assertThat(json.nextMember()).isTrue();
    assertThat(json.name()).isEqualTo("a");
    json.beginArray();
    assertThat(json.nextElement()).isTrue();
    assertThat(json.string()).isEqualTo("x");
    assertThat(json.nextElement()).isTrue();
    assertThat(json.number()).isEqualTo(2);
    assertThat(json.nextElement()).isFalse();
    assertThat(json.nextMember()).isTrue();
    assertThat(json.name()).isEqualTo("b");
    json.skip();
    assertThat(json.nextMember()).isFalse();
    json.end();
  }

  @Test
  void anyTextOfJsonCharactersIsReadOrRefused_andNothingElse() {
    Random random = new Random(SEED);
    String alphabet = "{}[]\"\\:,u0d8-+.e1tfnr a\u00e9";
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      read += isRead(reader(text.toString())) ? 1 : 0;
    }
    assertThat(read).isPositive();
  }

  private static boolean isRead(JsonReader json) {
    try {
      json.skip();
      json.end();
      return true;
    } catch (NotReadable e) {
      return false;
    }
  }

  private static JsonReader reader(String text) {
    return new JsonReader(text.getBytes(StandardCharsets.UTF_8));
  }
}
