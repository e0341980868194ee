// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The nouns but {@link Scope}, which has a test of its own. */
final class CredentialTest {

  @Test
  void theNameOnDiskIsTheServiceAndItsHandle() {
    assertThat(new CredentialId("alice", "scitokens", "").stem()).isEqualTo("scitokens");
    assertThat(new CredentialId("alice", "scitokens", "a_b").stem()).isEqualTo("scitokens_a_b");
    assertThat(new CredentialId("alice", "scitokens", "x")).hasToString("alice/scitokens_x");
  }

  @Test
  void aJobOfAScheddWithALocalNameCarriesIt() {
    assertThat(JobId.parse("SCHEDD_2.12.3")).contains(new JobId("SCHEDD_2", 12, 3));
    assertThat(JobId.parse("two-b.12")).contains(new JobId("two-b", 12, JobId.WHOLE_CLUSTER));
    assertThat(new JobId("two", 12, 3)).hasToString("two.12.3");
    assertThat(new JobId("two", 12, 3).withinSchedd()).isEqualTo("12.3");
    assertThat(new JobId("two", 12, 3).wholeCluster()).hasToString("two.12");
    assertThat(new JobId(12, 3)).isNotEqualTo(new JobId("two", 12, 3));
    assertThat(new TreeSet<>(List.of(new JobId("two", 1, 0), new JobId(12, 3))))
        .containsExactly(new JobId(12, 3), new JobId("two", 1, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5.12.3", "a.b.12.3", ".12.3", "_a.12.3", "a*b.12.3", "a.12.-1", "a.", "a.b"})
  void aNameThatCouldBeTakenForAnotherIsNoJob(String text) {
    assertThat(JobId.parse(text)).isEmpty();
  }

  @Test
  void idsSortByUserThenNameAndOnlyEqualOnesCompareEqual() {
    CredentialId plain = new CredentialId("a", "x_y", "");
    CredentialId handled = new CredentialId("a", "x", "y");
    assertThat(new TreeSet<>(List.of(plain, handled, new CredentialId("A", "z", ""))))
        .containsExactly(new CredentialId("A", "z", ""), handled, plain);
    assertThat(plain.compareTo(handled)).isEqualTo(-handled.compareTo(plain)).isPositive();
    assertThat(handled.compareTo(new CredentialId("a", "x", "y"))).isZero();
  }

  @Test
  void anIdHasAUserAndAService() {
    assertThatThrownBy(() -> new CredentialId("", "s", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CredentialId("u", "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "scitoken:2.0, SCITOKENS_2",
    "scitokens:2.0, SCITOKENS_2",
    "SciToken:2.0, SCITOKENS_2",
    "scitoken:1.0, SCITOKENS_1",
    "scitokens:1.0, SCITOKENS_1",
    "wlcg, WLCG_1",
    "wlcg:1.0, WLCG_1",
    "WLCG:1.0, WLCG_1",
    "SCITOKEN:1.0, SCITOKENS_1"
  })
  void aVersionKnobNamesAProfileInAnyCaseAndLocale(String value, TokenProfile profile) {
    assertThat(TokenProfile.named(value)).contains(profile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2.0", "scitoken", "scitoken:3.0", "wlcg:2.0", "at+jwt", " wlcg"})
  void anUnknownVersionNamesNoProfile(String value) {
    assertThat(TokenProfile.named(value)).isEmpty();
  }

  @Test
  void allButTheOldestProfileNeedAnAudience() {
    assertThat(TokenProfile.SCITOKENS_1.needsAudience()).isFalse();
    assertThat(TokenProfile.SCITOKENS_2.needsAudience()).isTrue();
    assertThat(TokenProfile.WLCG_1.needsAudience()).isTrue();
  }

  @Test
  void claimsKeepTheirOwnCopyOfTheAudiencesAndKnowTheirLife() {
    List<String> audiences = new ArrayList<>(List.of("https://a"));
    TokenClaims claims =
        new TokenClaims(
            "https://i",
            "alice",
            audiences,
            "read:/",
            Optional.of(TokenProfile.SCITOKENS_2),
            Instant.ofEpochSecond(1000),
            Optional.of(Instant.ofEpochSecond(940)),
            Instant.ofEpochSecond(2200),
            "id");
    audiences.clear();
    assertThat(claims.audiences()).containsExactly("https://a");
    assertThat(claims.lifetime()).isEqualTo(Duration.ofSeconds(1200));
  }
}
