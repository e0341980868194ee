// SPDX-License-Identifier: Apache-2.0
package org.credmint.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJSAVEDSECRET.SAVEDSECRET-SIG rest",
        "{\"access_token\":\"SAVEDSECRET\",\"expires_in\":3600} rest",
        "{\"refresh_token\" : \"a\\\"SAVEDSECRET\"} rest",
        "{\"client_secret\":\"SAVED SECRET SAVEDSECRET",
        "{\"id_token\":\"SAVEDSECRET\"} rest",
        "{\"d\":\"SAVEDSECRET\"} rest",
        "Authorization: Bearer SAVEDSECRET rest",
        "authorization: basic SAVEDSECRET rest",
        "grant_type=refresh_token&refresh_token=SAVEDSECRET&x=1 rest",
        "curl -d client_secret=SAVEDSECRET rest",
        "-----BEGIN PRIVATE KEY-----\nSAVEDSECRET\n-----END PRIVATE KEY----- rest",
        "-----BEGIN EC PRIVATE KEY-----\nSAVEDSECRET\nand cut of",
        "before\r\n-----BEGIN RSA PRIVATE KEY-----\nSAVEDSECRET\n-----END RSA PRIVATE KEY-----\nrest",
      })
  void whatLooksLikeACredentialIsHidden(String foreign) {
    String shown = Redaction.clean(foreign, 1_000);

    assertThat(shown).doesNotContain("SAVEDSECRET").contains("[hidden]");
    if (foreign.endsWith("rest")) {
      assertThat(shown).endsWith("rest");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid_grant: the grant has expired",
        "openat of /var/lib/condor/oauth_credentials/alice/scitokens_1234.0.use failed",
        "/usr/lib64/condor/libcondor_utils_25_14_1.so: cannot open shared object file",
        "{\"error\":\"invalid_scope\",\"error_description\":\"scope storage.read:/ is not allowed\"}",
        "condor_config_val: LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR = 1 + 1",
        "the user 日本 is not known, straße",
        "ORIGINAL_VERY_LONG_KNOB_NAME_WITHOUT_ANY_NUMBER is not defined",
      })
  void whatIsHarmlessIsShownAsItIs(String foreign) {
    assertThat(Redaction.clean(foreign, 1_000)).isEqualTo(foreign);
  }

  @RepeatedTest(50)
  void randomBytesInAnyUsualEncodingAreHidden(RepetitionInfo repetition) {
    byte[] key = new byte[32];
    new Random(repetition.getCurrentRepetition()).nextBytes(key);
    for (String encoded :
        List.of(
            Base64.getEncoder().encodeToString(key),
            Base64.getUrlEncoder().withoutPadding().encodeToString(key),
            HexFormat.of().formatHex(key),
            HexFormat.of().withUpperCase().formatHex(key))) {
      assertThat(Redaction.clean("value " + encoded + " end", 200))
          .startsWith("value ")
          .endsWith(" end")
          .doesNotContain(encoded.substring(2, 12))
          .doesNotContain(encoded.substring(encoded.length() - 12, encoded.length() - 2));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a\\nb|a\\\\nb",
      })
  void aBackslashStaysABackslash(String foreign, String shown) {
    assertThat(Redaction.clean(foreign.replace("\\\\", "\\"), 100))
        .isEqualTo(shown.replace("\\\\", "\\"));
  }

  @Test
  void controlCharactersAreEscapedSoThatNobodyForgesALine() {
    assertThat(Redaction.clean("a\nb\r\tc\u001b[2J\u0000\u009b\u202e\u2028\ud800", 200))
        .isEqualTo("a\\nb\\r\\tc\\u{1b}[2J\\u{0}\\u{9b}\\u{202e}\\u{2028}\\u{d800}");
  }

  @Test
  void aLongTextIsCutToTheLengthAndSaysSo() {
    assertThat(Redaction.clean("word ".repeat(100), 20)).isEqualTo("word word word wo...");
    assertThat(Redaction.clean("x".repeat(16), 16)).hasSize(16).doesNotContain("...");
    assertThat(Redaction.clean("\n".repeat(100), 21)).hasSizeLessThanOrEqualTo(21).endsWith("...");
    assertThat(Redaction.clean("\ud83d\ude00".repeat(20), 20)).hasSizeLessThanOrEqualTo(20);
    assertThatIllegalArgumentException().isThrownBy(() -> Redaction.clean("x", 15));
  }

  @Test
  void aTextOfMegabytesThatFightsThePatternsCostsLittle() {
    for (String hostile :
        List.of(
            "eyJ" + "a.".repeat(1_000_000),
            "\"token\":\"" + "\\".repeat(1_999_999),
            "-----BEGIN ".repeat(1_000_000),
            "bearer ".repeat(1_000_000),
            "a/".repeat(1_000_000),
            "token=".repeat(1_000_000),
            "\"token\"" + " ".repeat(2_000_000))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> assertThat(Redaction.clean(hostile, 20_000)).hasSizeLessThanOrEqualTo(20_000));
    }
  }

  @Test
  void aSmallStackIsEnoughForALongText() throws Exception {
    String hostile =
        "{\"token\":\"" + "x\\\"".repeat(300_000) + "\"}" + "eyJa" + ".b".repeat(300_000);
    AtomicReference<String> shown = new AtomicReference<>("");
    Thread thread =
        new Thread(
            null, () -> shown.set(Redaction.clean(hostile, 1_000_000)), "small", 256 * 1_024);
    thread.start();
    thread.join();

    assertThat(shown.get()).isEqualTo("{\"token\":[hidden]}[hidden]");
  }

  @RepeatedTest(200)
  void whateverComesInThePrintableLengthIsKept(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] bytes = new byte[random.nextInt(2_000)];
    random.nextBytes(bytes);
    int max = 16 + random.nextInt(500);

    String shown = Redaction.clean(new String(bytes, StandardCharsets.ISO_8859_1), max);

    assertThat(shown.length()).isLessThanOrEqualTo(max);
    assertThat(shown.chars()).noneMatch(Character::isISOControl);
  }
}
