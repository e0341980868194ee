// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of the state file. */
final class StatusJsonTest {
  private static final StatusReport REPORT = TestReports.site();

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertThat(StatusJsonReader.read(StatusJson.write(REPORT).getBytes(UTF_8))).isEqualTo(REPORT);
  }

  @Test
  void itIsOneLine() {
    assertThat(StatusJson.write(REPORT).lines()).hasSize(1);
  }

  @Test
  void membersOfLaterVersionsArePassedOver() throws IOException {
    String text = StatusJson.write(REPORT).replaceFirst("\\{", "{\"later\":[{\"x\":{}}],");
    assertThat(StatusJsonReader.read(text.getBytes(UTF_8))).isEqualTo(REPORT);
  }

  @Test
  void anotherSchemaIsRefusedWithItsNumber() {
    byte[] text = StatusJson.write(REPORT).replace("\"schema\":1", "\"schema\":2").getBytes(UTF_8);
    assertThatThrownBy(() -> StatusJsonReader.read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("schema 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"schema\":1,\"credentials\":[1]}",
        "null",
        "{\"schema\":\"x\"}"
      })
  void whatIsNoStateFileIsRefused(String text) {
    assertThatThrownBy(() -> StatusJsonReader.read(text.getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void noDamageMakesTheReaderBreak() {
    byte[] whole = StatusJson.write(REPORT).getBytes(UTF_8);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        StatusJsonReader.read(damaged);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 3_000);
  }
}
