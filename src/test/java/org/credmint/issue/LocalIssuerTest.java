// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.credmint.config.provider.TokenFormat;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenClaims;
import org.credmint.credential.TokenProfile;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.key.TestKeys;
import org.credmint.policy.decision.TokenPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalIssuerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.987Z");
  private static final long PRESENT = 1795348800;
  private static final long IAT = PRESENT - 30;
  private static final SigningKey KEY = TestKeys.one(SigningAlgorithm.ES256, "k1");

  private final LocalIssuer issuer = Plans.issuer(KEY, SignatureProvider.ofTheJdk(), "id-1");

  @Test
  void aTokenHoldsTheseMembersAndNoOther() throws Exception {
    SignedJWT token = token(issued(Plans.usual()));
    assertThat(token.getHeader().toJSONObject())
        .isEqualTo(Map.of("alg", "ES256", "kid", "k1", "typ", "JWT"));
    assertThat(token.getPayload().toJSONObject())
        .containsOnly(
            Map.entry("iss", "https://ap.example"),
            Map.entry("aud", List.of("https://a.example", "https://b.example")),
            Map.entry("ver", "scitoken:2.0"),
            Map.entry("sub", "alice"),
            Map.entry("scope", "read:/user/alice write:/user/alice"),
            Map.entry("iat", IAT),
            Map.entry("nbf", PRESENT - 60),
            Map.entry("exp", IAT + 1200),
            Map.entry("jti", "id-1"));
  }

  @ParameterizedTest
  @EnumSource
  void anotherImplementationVerifiesWhatEitherEngineSigns(SigningAlgorithm algorithm)
      throws Exception {
    SigningKey key = TestKeys.one(algorithm, "k1");
    JWSVerifier verifier =
        algorithm == SigningAlgorithm.ES256
            ? new ECDSAVerifier((ECPublicKey) key.publicKey())
            : new RSASSAVerifier((RSAPublicKey) key.publicKey());
    SignatureProvider nativeOnes = SignatureProvider.ofTheJdk();
    nativeOnes.preferNative();
    for (SignatureProvider signatureProvider : List.of(SignatureProvider.ofTheJdk(), nativeOnes)) {
      Issuance issuance = Plans.issuer(key, signatureProvider, "id-1").issue(Plans.usual(), NOW);
      SignedJWT token = token((Issued) issuance);
      assertThat(token.verify(verifier)).as(signatureProvider.provider()).isTrue();
      assertThat(token.getHeader().getAlgorithm()).hasToString(algorithm.name());
      assertThat(token.getHeader().getKeyID()).isEqualTo("k1");
      assertThat(token.getHeader().getType()).hasToString("JWT");
    }
  }

  @Test
  void theClaimsThatAreToldAreThoseInTheToken() {
    Issued issued = issued(Plans.usual());
    CredentialReading reading = TokenFileParser.read(content(issued));
    assertThat(reading)
        .isInstanceOfSatisfying(
            UnverifiedToken.class,
            token -> assertThat(token.description()).isEqualTo(issued.description()));
    assertThat(issued.description().lifetime()).isEqualTo(Duration.ofMinutes(20));
  }

  @Test
  void theProfileIsToldAsItsReadersExpect() throws Exception {
    List<String> any = List.of("https://wlcg.cern.ch/jwt/v1/any");
    JWTClaimsSet wlcg = claims(Plans.of(TokenProfile.WLCG_1), Plans.withAudiences(any));
    assertThat(wlcg.getStringClaim("wlcg.ver")).isEqualTo("1.0");
    assertThat(wlcg.getClaim("ver")).isNull();
    JWTClaimsSet first = claims(Plans.of(TokenProfile.SCITOKENS_1), Plans.withAudiences(List.of()));
    assertThat(first.getClaims()).doesNotContainKeys("ver", "wlcg.ver", "aud");
  }

  @Test
  void oneAudienceIsStillAList() throws Exception {
    TokenPlan plan = Plans.withAudiences(List.of("ANY"));
    assertThat(token(issued(plan)).getParsedParts()[1].decodeToString())
        .contains("\"aud\":[\"ANY\"]");
  }

  @Test
  void eachTokenHasTheAudiencesAndTheLifetimeOfItsPlanWhateverTheOneBeforeHad() throws Exception {
    for (List<String> audiences : List.of(List.of("ANY"), List.of("x", "y"), List.of("ANY"))) {
      TokenPlan plan = Plans.withAudiences(audiences);
      assertThat(claims(plan).getAudience()).isEqualTo(audiences);
    }
    for (int seconds : new int[] {300, 1200, 300}) {
      Issued issued = issued(Plans.withLifetime(Duration.ofSeconds(seconds)));
      assertThat(issued.description().lifetime()).hasSeconds(seconds);
      assertThat(text(issued)).endsWith("\"expires_in\": " + (seconds - seconds / 60 - 10) + "}");
    }
  }

  @Test
  void nbfIsBackdatedLeftOutForZeroAndNeverBelowTheEpoch() throws Exception {
    assertThat(claims(Plans.backdatedBy(Duration.ZERO), Plans.usual()).getClaims())
        .doesNotContainKey("nbf");
    Issued early = (Issued) issuer.issue(Plans.usual(), Instant.ofEpochSecond(10));
    assertThat(notBefore(early)).contains(Instant.EPOCH);
    assertThat(notBefore(issued(Plans.usual()))).contains(Instant.ofEpochSecond(PRESENT - 60));
  }

  @ParameterizedTest
  @CsvSource({"1200, 30", "7200, 30", "600, 30", "599, 29", "60, 3", "19, 0"})
  void iatIsSomeSecondsEarlyForReadersWhoseClockIsSlow(int lifetime, int early) throws Exception {
    TokenClaims claims = claimsOf(issued(Plans.withLifetime(Duration.ofSeconds(lifetime))));
    assertThat(claims.issuedAt()).isEqualTo(Instant.ofEpochSecond(PRESENT - early));
    assertThat(claims.expiresAt()).isEqualTo(Instant.ofEpochSecond(PRESENT - early + lifetime));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "10, 10", "60, 30"})
  void aKnobSaysHowEarlyAtMost(int knob, int early) throws Exception {
    JWTClaimsSet claims = claims(Plans.backdatedBy(Duration.ofSeconds(knob)), Plans.usual());
    assertThat(claims.getIssueTime().toInstant()).isEqualTo(Instant.ofEpochSecond(PRESENT - early));
  }

  private static TokenClaims claimsOf(Issued issued) {
    return ((UnverifiedToken) TokenFileParser.read(content(issued))).claims();
  }

  private static Optional<Instant> notBefore(Issued issued) {
    return claimsOf(issued).notBefore();
  }

  @Test
  void aScopeThatIsEmptyIsLeftOut() throws Exception {
    TokenPlan plan = Plans.withScopes(List.of());
    assertThat(claims(plan).getClaims()).doesNotContainKey("scope");
  }

  @Test
  void theFileIsTheJsonObjectThatTheStockMonitorWrites() throws Exception {
    String file = text(issued(Plans.usual()));
    assertThat(file).startsWith("{\"access_token\": \"eyJ").endsWith("\", \"expires_in\": 1170}");
    Map<String, Object> json = JSONObjectUtils.parse(file);
    assertThat(json)
        .containsOnlyKeys("access_token", "expires_in")
        .containsEntry("expires_in", 1170L);
  }

  @Test
  void theFileIsTheBareTokenAndANewlineWhereThatIsAskedFor() throws Exception {
    String file = text((Issued) issuer.bare().issue(Plans.usual(), NOW));
    assertThat(file).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}\n");
    assertThat(SignedJWT.parse(file.strip()).getJWTClaimsSet().getSubject()).isEqualTo("alice");
  }

  @Test
  void everyTokenIsSignedAnewAndAChangedKeyOrProviderTakesEffectAtOnce() throws Exception {
    SigningKey other = TestKeys.another(SigningAlgorithm.ES256, "k2");
    for (int i = 0; i < 3; i++) {
      assertThat(text(issued(Plans.usual()))).isNotEqualTo(text(issued(Plans.usual())));
      Issued byOther =
          (Issued)
              Plans.issuer(other, SignatureProvider.ofTheJdk(), "id-1").issue(Plans.usual(), NOW);
      assertThat(token(byOther).getHeader().getKeyID()).isEqualTo("k2");
      assertThat(TokenFileParser.isSignedBy(content(byOther), other, SignatureProvider.ofTheJdk()))
          .isTrue();
      assertThat(text((Issued) issuer.bare().issue(Plans.usual(), NOW))).startsWith("eyJ");
    }
  }

  @Test
  void manyThreadsAtOnceGetEachTheirOwnToken() {
    List<Issued> all =
        IntStream.range(0, 100)
            .parallel()
            .mapToObj(i -> (Issued) issuer.issue(Plans.withSubject("user" + i), NOW))
            .toList();
    for (int i = 0; i < all.size(); i++) {
      byte[] content = content(all.get(i));
      assertThat(TokenFileParser.isSignedBy(content, KEY, SignatureProvider.ofTheJdk())).isTrue();
      assertThat(((UnverifiedToken) TokenFileParser.read(content)).claims().subject())
          .isEqualTo("user" + i);
    }
  }

  @Test
  void anyTextInAClaimComesOutAsItWentIn() throws Exception {
    Random random = new Random(20261122);
    for (int i = 0; i < 100; i++) {
      String subject = anyText(random);
      assertThat(claims(Plans.withSubject(subject)).getSubject()).isEqualTo(subject);
    }
  }

  @Test
  void halfOfASurrogatePairWhichUtf8CannotHoldIsAFailureRatherThanAnotherClaim() {
    assertThat(issuer.issue(Plans.withSubject("a\ud800b"), NOW))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
              assertThat(failed.reason()).contains("Unicode").doesNotContain("\ud800");
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 253_402_300_799L, Long.MAX_VALUE})
  void aClockThatIsFarOffIsATransientFailure(long second) {
    long bounded =
        Math.max(Math.min(second, Instant.MAX.getEpochSecond()), Instant.MIN.getEpochSecond());
    Issuance issuance = issuer.issue(Plans.usual(), Instant.ofEpochSecond(bounded));
    assertThat(issuance)
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
              assertThat(failed.reason()).contains("clock");
            });
  }

  @Test
  void aKeyThatDoesNotSignIsAPermanentFailureThatNamesIt() {
    SigningKey unfit = TestKeys.unfit();
    assertThat(Plans.issuer(unfit, SignatureProvider.ofTheJdk(), "id-1").issue(Plans.usual(), NOW))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
              assertThat(failed.reason()).contains(unfit.thumbprint());
            });
  }

  @Test
  void noRenderingShowsTheToken() {
    Issued issued = issued(Plans.usual());
    String token = text(issued).substring(18, 60);
    assertThat(issued.toString()).doesNotContain(token).doesNotContain("eyJ");
    assertThat(TokenFileParser.read(content(issued)).toString()).doesNotContain("eyJ");
  }

  private Issued issued(TokenPlan plan) {
    return (Issued) issuer.issue(plan, NOW);
  }

  private JWTClaimsSet claims(TokenPlan plan) throws Exception {
    return token(issued(plan)).getJWTClaimsSet();
  }

  private static JWTClaimsSet claims(TokenFormat form, TokenPlan plan) throws Exception {
    LocalIssuer formed = Plans.issuer(form, KEY, SignatureProvider.ofTheJdk(), "id-1");
    return token((Issued) formed.issue(plan, NOW)).getJWTClaimsSet();
  }

  private static SignedJWT token(Issued issued) throws Exception {
    return SignedJWT.parse((String) JSONObjectUtils.parse(text(issued)).get("access_token"));
  }

  private static String text(Issued issued) {
    return new String(content(issued), StandardCharsets.US_ASCII);
  }

  private static byte[] content(Issued issued) {
    return issued.content().expose(byte[]::clone);
  }

  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int limit = List.of(0x20, 0x80, 0x800, 0x10000, 0x110000).get(random.nextInt(5));
      int c = random.nextInt(limit);
      text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '"' : c);
    }
    return text.toString();
  }
}
