// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the libSciTokens of this machine, whichever release it has. */
class SciTokensLibraryTest {

  private static final TestIssuer ISSUER = new TestIssuer("https://issuer.example/a", "key-1");
  private static final String AUDIENCE = "https://storage.example";
  private static final long NOW = System.currentTimeMillis() / 1000;

  private static final String BASE =
      "\"sub\":\"alice\",\"jti\":\"j1\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,"
              .formatted(NOW, NOW - 60, NOW + 600)
          + "\"aud\":[\"https://storage.example\",\"https://other.example\"]";

  private static final String SCITOKEN_2 =
      ",\"ver\":\"scitoken:2.0\",\"scope\":\"read:/user/alice write:/user/alice/out\"";

  private static final String WLCG =
      ",\"wlcg.ver\":\"1.0\",\"scope\":\"storage.read:/user/alice compute.create\"";

  @TempDir private static Path cache;

  private static SciTokensLibrary library;

  @BeforeAll
  static void load() throws IOException {
    LibraryLoad<SciTokensLibrary> loading = SciTokensLibrary.load();
    assumeTrue(loading instanceof LibraryLoad.Loaded, () -> "no libSciTokens here: " + loading);
    library = ((LibraryLoad.Loaded<SciTokensLibrary>) loading).library();
    Optional<String> why = library.keepKeysIn(cache);
    if (why.isPresent()) {
      String other = System.getenv("XDG_CACHE_HOME");
      assumeTrue(other != null, () -> "keys would go to the user's own cache: " + why);
      Files.createDirectories(Path.of(other));
    }
    trust(ISSUER);
  }

  private static void trust(TestIssuer issuer) {
    if (!library.trust(issuer.url, issuer.jwks())) {
      library.trustEcKey(issuer.url, issuer.keyId, issuer.publicPem());
    }
  }

  private static EnforcementResult judge(String token, SciTokensProfile profile, Acl... asked) {
    try (Secret secret = TestIssuer.secret(token)) {
      return library.judge(secret, ISSUER.url, profile, List.of(AUDIENCE), Set.of(asked));
    }
  }

  private static EnforcementResult.Accepted accepted(String token, SciTokensProfile profile) {
    EnforcementResult judgement = judge(token, profile);
    assertThat(judgement).isInstanceOf(EnforcementResult.Accepted.class);
    return (EnforcementResult.Accepted) judgement;
  }

  private static String refused(String token) {
    EnforcementResult judgement = judge(token, SciTokensProfile.ANY);
    assertThat(judgement).isInstanceOf(EnforcementResult.Refused.class);
    return ((EnforcementResult.Refused) judgement).reason();
  }

  @Test
  void aSoundTokenIsAcceptedWithItsClaimsAndAcls() {
    EnforcementResult.Accepted token =
        accepted(ISSUER.token(BASE + SCITOKEN_2), SciTokensProfile.SCITOKENS_2);
    assertThat(token.expiresAt()).isEqualTo(Instant.ofEpochSecond(NOW + 600));
    assertThat(token.acls())
        .containsExactlyInAnyOrder(
            new Acl("read", "/user/alice"), new Acl("write", "/user/alice/out"));
    assertThat(token.claims())
        .containsEntry("iss", List.of("https://issuer.example/a"))
        .containsEntry("sub", List.of("alice"))
        .containsEntry("jti", List.of("j1"))
        .containsEntry("ver", List.of("scitoken:2.0"))
        .containsEntry("aud", List.of("https://storage.example", "https://other.example"))
        .doesNotContainKey("wlcg.ver");
  }

  @ParameterizedTest
  @CsvSource({
    "ANY, true, true",
    "SCITOKENS_2, true, false",
    "WLCG_1, false, true",
    "SCITOKENS_1, false, false"
  })
  void aTokenPassesUnderItsOwnProfileAndNoOther(
      SciTokensProfile profile, boolean scitoken, boolean wlcg) {
    assertThat(judge(ISSUER.token(BASE + SCITOKEN_2), profile))
        .matches(judgement -> judgement instanceof EnforcementResult.Accepted == scitoken);
    assertThat(judge(ISSUER.token(BASE + WLCG), profile))
        .matches(judgement -> judgement instanceof EnforcementResult.Accepted == wlcg);
  }

  /** Before 1.4.1 the library lets {@code /user/alice} stand for {@code /user/alicette} as well. */
  @Test
  void whatATokenAllowsIsAskedPathByPath() {
    Acl own = new Acl("read", "/user/alice/file");
    Acl others = new Acl("read", "/user/bob");
    Acl more = new Acl("write", "/user/alice");
    EnforcementResult judgement =
        judge(ISSUER.token(BASE + SCITOKEN_2), SciTokensProfile.ANY, own, others, more);
    assertThat(((EnforcementResult.Accepted) judgement).permitted()).containsExactly(own);
  }

  @Test
  void aTokenWithoutAnyScopeIsJudgedWithoutHarm() {
    for (int i = 0; i < 200; i++) {
      EnforcementResult judgement =
          judge(ISSUER.token(BASE + ",\"ver\":\"scitoken:2.0\""), SciTokensProfile.ANY);
      assertThat(judgement.toString()).doesNotContain("read");
    }
  }

  @Test
  void anEmptyListInAClaimIsReadWithoutHarm() {
    String claims = BASE.replaceAll("\"aud\":.*", "\"aud\":\"ANY\",\"jti\":[]");
    assertThat(judge(ISSUER.token(claims + SCITOKEN_2), SciTokensProfile.ANY)).isNotNull();
  }

  @Test
  void aForgedSignatureIsRefused() {
    TestIssuer forger = new TestIssuer(ISSUER.url, ISSUER.keyId);
    assertThat(refused(forger.token(BASE + SCITOKEN_2))).isNotEmpty();
    String token = ISSUER.token(BASE + SCITOKEN_2);
    String other = ISSUER.token(BASE + WLCG);
    String swapped =
        token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
    assertThat(refused(swapped)).isNotEmpty();
    String unsigned =
        ISSUER.sign("{\"alg\":\"none\"}", "{\"iss\":\"" + ISSUER.url + "\"," + BASE + "}");
    assertThat(refused(unsigned)).isNotEmpty();
  }

  @Test
  void anExpiredTokenAndOneOfTheFutureAreRefused() {
    String expired = BASE.replace("\"exp\":" + (NOW + 600), "\"exp\":" + (NOW - 300));
    assertThat(refused(ISSUER.token(expired + SCITOKEN_2))).contains("expired");
    String future = BASE.replace("\"nbf\":" + (NOW - 60), "\"nbf\":" + (NOW + 3000));
    assertThat(refused(ISSUER.token(future + SCITOKEN_2))).isNotEmpty();
  }

  /** It calls it expired, and has no tolerance, whatever {@code nbf} says. */
  @Test
  void aTokenThatWasIssuedInTheFutureOfASlowClockIsRefused() {
    String ahead = BASE.replace("\"iat\":" + NOW, "\"iat\":" + (NOW + 30));
    assertThat(refused(ISSUER.token(ahead + SCITOKEN_2))).contains("expired");
  }

  @Test
  void aTokenForSomebodyElseIsRefused() {
    try (Secret secret = TestIssuer.secret(ISSUER.token(BASE + SCITOKEN_2))) {
      assertThat(
              library.judge(
                  secret,
                  ISSUER.url,
                  SciTokensProfile.ANY,
                  List.of("https://elsewhere.example"),
                  Set.of()))
          .isInstanceOf(EnforcementResult.Refused.class);
    }
  }

  @Test
  void aTokenOfAnotherIssuerIsRefusedBeforeAnybodyIsAskedForKeys() {
    TestIssuer other = new TestIssuer("https://other.invalid", "key-1");
    String token = other.token(BASE + SCITOKEN_2);
    assertThat(refused(token)).contains("issuer");
    try (Secret secret = TestIssuer.secret(token)) {
      assertThat(
              library.judge(secret, other.url, SciTokensProfile.ANY, List.of(AUDIENCE), Set.of()))
          .isEqualTo(
              new EnforcementResult.Refused("no keys for issuer https://other.invalid were given"));
    }
  }

  @Test
  void newKeysOfAnIssuerReplaceTheOldOnes() {
    TestIssuer before = new TestIssuer("https://rotating.example", "before");
    TestIssuer after = new TestIssuer("https://rotating.example", "after");
    trust(before);
    assertThat(judgeOf(before)).isInstanceOf(EnforcementResult.Accepted.class);
    trust(after);
    assertThat(judgeOf(after)).isInstanceOf(EnforcementResult.Accepted.class);
    assertThat(judgeOf(before)).isInstanceOf(EnforcementResult.Refused.class);
  }

  private static EnforcementResult judgeOf(TestIssuer issuer) {
    try (Secret secret = TestIssuer.secret(issuer.token(BASE + SCITOKEN_2))) {
      return library.judge(
          secret, issuer.url, SciTokensProfile.SCITOKENS_2, List.of(AUDIENCE), Set.of());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "..", "a.b.c", "....", "e30.e30.", "e30.e30.e30", "null.null.null"})
  void garbageIsRefused(String text) {
    assertThat(refused(text)).isNotEmpty();
  }

  @Test
  void textThatCouldHarmTheLibraryNeverReachesIt() {
    assertThat(refused(ISSUER.token(BASE + SCITOKEN_2) + "\0")).contains("printable ASCII");
    assertThat(refused("a".repeat(1 << 20) + "..")).contains("1 to 65536 bytes");
    String deep = "\"deep\":" + "[".repeat(10_000) + "]".repeat(10_000);
    assertThat(refused(ISSUER.token(BASE + "," + deep))).contains("nested too deeply");
    assertThat(refused("ä.b.c")).contains("printable ASCII");
    assertThatThrownBy(() -> library.trust("https://a\0b", "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> judgeNull()).isInstanceOf(NullPointerException.class);
  }

  @SuppressWarnings("NullAway")
  private static void judgeNull() {
    library.judge(null, ISSUER.url, SciTokensProfile.ANY, List.of(), Set.of());
  }

  @Test
  void noPayloadMakesTheProcessDie() {
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      "\"ver\"",
      ":",
      ",",
      "null",
      "-1e999",
      "\"\\u0000\"",
      "\"scope\"",
      "7",
      "\"aud\"",
      "\"exp\""
    };
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      StringBuilder json = new StringBuilder("{\"iss\":\"" + ISSUER.url + "\",");
      for (int i = random.nextInt(15); i > 0; i--) {
        json.append(pieces[random.nextInt(pieces.length)]);
      }
      String token = ISSUER.sign("{\"alg\":\"ES256\",\"kid\":\"key-1\"}", json + "}");
      assertThat(judge(token, SciTokensProfile.ANY)).as("seed %d", seed).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"exp\":\"soon\"", "\"exp\":null", "\"scope\":7", "\"scope\":[\"read:/\"]", "\"ver\":2",
        "\"aud\":{}", "\"aud\":[1,2]", "\"iat\":1.5", "\"scope\":\"\"", "\"scope\":\"   \"",
        "\"scope\":\"read\"", "\"scope\":\"read:relative\"", "\"sub\":{\"a\":1}"
      })
  void claimsOfAnotherKindThanUsualAreJudgedWithoutHarm(String claim) {
    String name = claim.substring(0, claim.indexOf(':'));
    String claims = (BASE + SCITOKEN_2).replace(name + ":", "\"unused" + name.substring(1) + ":");
    assertThat(judge(ISSUER.token(claims + "," + claim), SciTokensProfile.ANY)).isNotNull();
  }

  @Test
  void nothingThatIsSaidHoldsTheToken() {
    String token = ISSUER.token(BASE.replace("\"sub\":\"alice\"", "\"sub\":7") + SCITOKEN_2);
    for (SciTokensProfile profile : SciTokensProfile.values()) {
      String said = judge(token, profile).toString();
      assertThat(said).doesNotContain(token.substring(0, 30), token.substring(token.length() - 30));
    }
  }
}
