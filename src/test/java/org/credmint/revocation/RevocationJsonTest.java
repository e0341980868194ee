// SPDX-License-Identifier: Apache-2.0
package org.credmint.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.JobId;
import org.credmint.request.CredentialFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationJsonTest {
  private static final List<Revocation> ENTRIES =
      List.of(
          new Revocation(
              "R1",
              new CredentialFilter(
                  Optional.of("mallory"),
                  Optional.of("chem"),
                  Optional.of(new JobId(12, 3)),
                  Optional.of("cern")),
              Optional.of("01f1"),
              Optional.of("k1"),
              Instant.parse("2026-11-22T00:00:00Z"),
              "\"stolen\"\n",
              "root",
              true),
          new Revocation(
              "R2",
              CredentialFilter.ALL,
              Optional.of("01f2"),
              Optional.empty(),
              Instant.parse("2026-11-22T00:00:01Z"),
              "leaked",
              "root",
              false));

  private static String text(List<Revocation> entries) {
    return new String(RevocationJson.write(entries), StandardCharsets.UTF_8);
  }

  private static List<Revocation> read(String text) throws IOException {
    return RevocationJson.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertThat(read(text(ENTRIES))).isEqualTo(ENTRIES);
    assertThat(read(text(List.of()))).isEmpty();
  }

  @Test
  void aListThatIsCutAnywhereIsRefused() {
    byte[] whole = RevocationJson.write(ENTRIES);
    int last = new String(whole, StandardCharsets.UTF_8).lastIndexOf('}');
    for (int length = 0; length <= last; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> RevocationJson.read(cut)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"schema\":2,\"revocations\":[]}",
        "{\"schema\":1,\"revocations\":[],\"revocations\":[]}",
        "{\"schema\":1,\"revocations\":[]} {}",
        "{\"schema\":1,\"revocations\":[7]}",
        "{\"schema\":1,\"revocations\":[{}]}",
        "{\"schema\":1,\"revocations\":{}}"
      })
  void whatIsNoListIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"job\" : \"12.3\"|\"job\" : \"twelve\"",
        "\"user\" :|\"usr\" :",
        "2026-11-22T00:00:00Z|yesterday",
        "\"user\" : \"mallory\"|\"user\" : null",
        "\"user\" : \"mallory\"|\"user\" : 12",
        "\"user\" : \"mallory\"|\"user\" : \"\"",
        "\"withdraw\" : true|\"withdraw\" : \"yes\"",
        "\"withdraw\" : true|\"withdraw\" : 1",
        "\"by\" : \"root\"|\"by\" : [\"root\"]"
      })
  void anEntryThatIsMisunderstoodIsRefused(String good, String bad) {
    String changed = text(ENTRIES).replace(good, bad);
    assertThat(changed).isNotEqualTo(text(ENTRIES));
    assertThatThrownBy(() -> read(changed)).isInstanceOf(IOException.class);
  }
}
