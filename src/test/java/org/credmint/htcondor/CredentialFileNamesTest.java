// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.credmint.htcondor.CredentialFileNames.Stem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialFileNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "a",
        "a.b",
        ".alice",
        "..a",
        "...",
        "a+b=c_d-e",
        "0",
        "pid2",
        "mark",
        "x.marks",
        "x.mark",
        ".mark",
        "alice@site.example",
        "CREDMON_COMPLETE2"
      })
  void anyNameThatTheCreddStoresCanBeAUsers(String name) {
    assertThat(CredentialFileNames.isUser(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "pid",
        "CREDMON_COMPLETE",
        "a b",
        "a/b",
        "@b",
        "a@",
        "a@b@c",
        "a@b/c",
        "a\u0000",
        "é",
        "a\n",
        "a*",
        "a:b",
        "\u0131",
        "ａ"
      })
  void aNameWithAMeaningOfItsOwnOrAStrangeCharacterIsNoUser(String name) {
    assertThat(CredentialFileNames.isUser(name)).isFalse();
  }

  @Test
  void aPendingLoginIsNoUser() {
    assertThat(CredentialFileNames.isUser("0123456789abcdefABCDEF".repeat(4).substring(0, 64)))
        .isFalse();
    assertThat(CredentialFileNames.isUser("0".repeat(63))).isTrue();
    assertThat(CredentialFileNames.isUser("0".repeat(65))).isTrue();
    assertThat(CredentialFileNames.isUser("g" + "0".repeat(63))).isTrue();
  }

  @Test
  void aUserNameIsAsLongAsAFileNameCanBe() {
    assertThat(CredentialFileNames.isUser("u".repeat(255))).isTrue();
    assertThat(CredentialFileNames.isUser("u".repeat(256))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "scitokens, scitokens, ''",
    "scitokens_a, scitokens, a",
    "scitokens_a_b, scitokens, a_b",
    "scitokens__a, scitokens, _a",
    "scitokens_1.0, scitokens, 1.0",
    "my-svc_h, my-svc, h",
    "a.b, a.b, ''"
  })
  void theServiceEndsAtTheFirstUnderscore(String stem, String service, String handle) {
    assertThat(CredentialFileNames.split(stem, false)).contains(new Stem(service, handle));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "_", "_a", "a_", "a__", "a_b_", ".a", "a b", "a/b", "a*b", "é", "a\n"})
  void aStemThatNoServiceCanHaveIsSkipped(String stem) {
    assertThat(CredentialFileNames.split(stem, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scitokens", "scitokens_a", "_a", "a__b", "a.b=c+d"})
  void withSpecialCharactersTheWholeStemIsTheService(String stem) {
    assertThat(CredentialFileNames.split(stem, true)).contains(new Stem(stem, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a_", "a__", ".a", "a b", "a/b"})
  void withSpecialCharactersTooAStemThatEndsInAnUnderscoreIsSkipped(String stem) {
    assertThat(CredentialFileNames.split(stem, true)).isEmpty();
  }

  @Test
  void whateverIsSplitGoesTogetherAgain() {
    Random random = new Random(3);
    String alphabet = "ab_.-/ @";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder stem = new StringBuilder();
      for (int n = random.nextInt(7); n > 0; n--) {
        stem.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Optional<Stem> split = CredentialFileNames.split(stem.toString(), random.nextBoolean());
      split.ifPresent(
          parts -> {
            String together =
                parts.handle().isEmpty()
                    ? parts.provider()
                    : parts.provider() + "_" + parts.handle();
            assertThat(together).isEqualTo(stem.toString());
            assertThat(parts.provider()).isNotEmpty();
          });
    }
  }
}
