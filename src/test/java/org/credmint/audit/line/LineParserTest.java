// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.credmint.audit.TestAuditLog;
import org.credmint.audit.line.AuditLineReader.RawLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are read back, whatever they hold. */
final class LineParserTest {
  private static final long SEED = 20261122;
  private static final String HASH = "a".repeat(64);
  private static final Instant TIME = TestAuditLog.START;

  private static byte[] line(AuditEntry entry) {
    return whole(LineWriter.entry(LineWriter.shown(TIME), entry));
  }

  private static byte[] whole(byte[] begun) {
    byte[] end = LineWriter.complete(HASH);
    byte[] line = Arrays.copyOf(begun, begun.length + end.length);
    System.arraycopy(end, 0, line, begun.length, end.length);
    return line;
  }

  private static AuditLine parse(String text) throws UnreadableLineException {
    return LineParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsWrittenIsReadBack() throws UnreadableLineException {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      AuditEntry entry = TestAuditLog.random(random);
      AuditLine line = LineParser.parse(line(entry));
      assertThat(line.time()).isEqualTo(TIME);
      assertThat(line.act()).isEqualTo(entry.act().word());
      assertThat(line.user()).isEqualTo(entry.user());
      assertThat(line.provider()).isEqualTo(entry.provider());
      assertThat(line.job()).isEqualTo(entry.job().map(Object::toString).orElse(""));
      assertThat(line.previous()).isEqualTo(HASH);
      if (entry.act().hasToken()) {
        assertThat(line.claims()).isEqualTo(entry.claims());
      }
      assertThat(LineText.of(line, ZoneOffset.UTC)).matches("[ -~]+").doesNotContain(HASH);
    }
  }

  @Test
  void aLineForPeopleSaysTheSame() throws UnreadableLineException {
    byte[] line = line(TestAuditLog.mint("t1"));
    assertThat(LineText.of(LineParser.parse(line), ZoneOffset.UTC))
        .isEqualTo(
            "2026-11-22T10:30:58.123Z mint provider=scitokens user=alice job=12.3 kid=local jti=t1"
                + " sub=alice aud=https://storage.example.org scope=storage.read:/data"
                + " iat=2026-11-22T11:50:00Z exp=2026-11-22T12:10:00Z rule=everybody"
                + " outcome=issued");
    byte[] odd = whole(LineWriter.continued(TIME, "a \"b\"\n"));
    assertThat(LineText.of(LineParser.parse(odd), ZoneOffset.UTC))
        .isEqualTo("2026-11-22T10:30:58.123Z continued outcome=\"a \\\"b\\\"\\u000a\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"prev\":\"A\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"prev\":\"@\"}",
        "{\"time\":\"now\",\"act\":\"mint\",\"prev\":\"@\"}",
        "{\"act\":\"mint\",\"prev\":\"@\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"act\":\"hold\",\"prev\":\"@\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"prev\":\"@\",\"x\":1}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"user\":1,\"prev\":\"@\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"aud\":\"a\",\"prev\":\"@\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"iat\":1e99,\"prev\":\"@\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"iat\":-1,\"prev\":\"@\"}",
        "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"prev\":\"@\"} x"
      })
  void whatIsNoLineIsRefused(String text) {
    assertThatExceptionOfType(UnreadableLineException.class)
        .isThrownBy(() -> parse(text.replace("@", HASH)));
  }

  @Test
  void membersOfALaterReleaseArePassedOver() throws UnreadableLineException {
    AuditLine line =
        parse(
            "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"export\",\"more\":{\"a\":[1]},\"prev\":\""
                + HASH
                + "\"}");
    assertThat(line.act()).isEqualTo("export");
  }

  @Test
  void anyBytesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(SEED);
    byte[] sample = line(TestAuditLog.mint("t1"));
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = sample.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      read += Tail.isLine(bytes) ? 1 : 0;
    }
    assertThat(read).isBetween(1, 49_999);
  }

  @Test
  void linesAreFoundWhereverTheReadsEnd() throws IOException {
    Random random = new Random(SEED);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      text.append("x".repeat(random.nextInt(100))).append('\n');
    }
    text.append("y".repeat(AuditLineReader.MAX_BYTES)).append('\n');
    text.append("z".repeat(AuditLineReader.MAX_BYTES + 1)).append("\nend");
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    AuditLineReader reader = new AuditLineReader(inPieces(bytes, random));
    for (String expected : text.toString().split("\n", -1)) {
      RawLine line = reader.next().orElseThrow();
      byte[] content = expected.getBytes(StandardCharsets.US_ASCII);
      assertThat(line.hash()).isEqualTo(new LineHash().of(content, 0, content.length));
      assertThat(line.isTooLong()).isEqualTo(content.length > AuditLineReader.MAX_BYTES);
      assertThat(line.bytes()).isEqualTo(line.isTooLong() ? new byte[0] : content);
      assertThat(line.isEnded()).isEqualTo(!expected.equals("end"));
    }
    assertThat(reader.next()).isEqualTo(Optional.empty());
  }

  private static InputStream inPieces(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int from, int count) {
        return super.read(buffer, from, Math.min(count, 1 + random.nextInt(5000)));
      }
    };
  }
}
