// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.endpoint.ClientKey;
import org.credmint.issue.endpoint.FakeIssuer;
import org.credmint.issue.endpoint.IssuerPace;
import org.credmint.issue.endpoint.OAuthClient;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.issue.endpoint.TokenEndpoint;
import org.credmint.issue.endpoint.TokenUrl;
import org.credmint.issue.endpoint.TrustingClient;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.KeyRing;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.os.Host;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that HTCondor asks for as itself. */
final class ClientIssuerTest {
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");
  private static final String ISSUER = "https://issuer.example";
  private static final String SECRET = FakeIssuer.MARK + "-client";

  @TempDir private Path directory;
  private final FakeIssuer server = new FakeIssuer();
  private final Map<CredentialId, ClientIssuer.Asked> asked = new HashMap<>();

  @AfterEach
  void close() {
    server.close();
  }

  private static OAuthClient withSecret(boolean basic) {
    Secret secret = Secret.of(SECRET.getBytes(StandardCharsets.UTF_8));
    return new OAuthClient("factory", Optional.of(secret), basic);
  }

  private ClientIssuer issuer(OAuthClient client, boolean json) {
    TrustingClient http = new TrustingClient(Trust.SYSTEM);
    TokenUrl url = TokenUrl.of(server.tokenUrl());
    return new ClientIssuer(
        new TokenEndpoint(url, http, Duration.ofSeconds(20), new IssuerPace(), () -> NOW),
        client,
        Optional.of(URI.create(ISSUER)),
        List.of("profile", "email", "account"),
        json,
        asked);
  }

  private static ClientPlan plan(String... audiences) {
    return new ClientPlan(
        new CredentialId("alice", "remote", ""),
        new Wanted(List.of("compute.read", "compute.create"), List.of(audiences)),
        URI.create(ISSUER),
        "factory",
        "",
        List.of());
  }

  private Failed failed(String... audiences) {
    Issuance answer = issuer(withSecret(false), true).issue(plan(audiences), NOW);
    Failed failure = (Failed) answer;
    assertThat(failure.reason()).doesNotContain(FakeIssuer.MARK).doesNotContain("\n");
    return failure;
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A token that says of itself who gave it and to whom; nobody checks the signature here. */
  private static String jwt(String issuer, String audience, String scope) {
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"factory\",\"aud\":%s,\"scope\":\"%s\",\"iat\":%d,\"exp\":%d,\"jti\":\"1\"}"
            .formatted(issuer, audience, scope, NOW.getEpochSecond(), NOW.getEpochSecond() + 600);
    return part("{\"alg\":\"ES256\",\"kid\":\"k\"}")
        + "."
        + part(claims)
        + "."
        + part("0".repeat(64));
  }

  /** A token with these claims alone. */
  private static String jwt(String claims) {
    return part("{\"alg\":\"ES256\"}") + "." + part(claims) + "." + part("0".repeat(64));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"iss\":\"https://other.example\",\"aud\":\"https://a\"}|another issuer",
        "{\"aud\":\"https://a\"}|another issuer",
        "{\"iss\":\"https://issuer.example\",\"aud\":\"https://z\"}|another audience",
        "{\"iss\":\"https://issuer.example\"}|another audience",
        "{\"iss\":\"https://issuer.example\",\"aud\":\"https://a\",\"exp\":1}|expired",
        "{\"iss\":\"https://issuer.example\",\"aud\":7}|aud is not a string"
      })
  void aJwtIsJudgedByWhatItSaysWhateverItLeavesOut(String claims, String reason) {
    gives(jwt(claims));
    assertThat(failed("https://a").reason()).contains(reason);
  }

  @Test
  void aJwtThatSaysLittleIsTakenAndItsOwnEndCounts() {
    long end = NOW.getEpochSecond() + 60;
    gives(
        jwt(
            "{\"iss\":\"https://issuer.example\",\"aud\":\"https://a\",\"exp\":%d}"
                .formatted(end)));
    Issued made = (Issued) issuer(withSecret(false), true).issue(plan("https://a"), NOW);
    assertThat(made.description().expiresAt()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void aBareTokenToWhichTheIssuerAddedSomethingIsAsGoodAfterARestart() {
    gives(jwt(ISSUER, "\"account\"", "compute.read profile email"));
    ClientIssuer issuer = issuer(withSecret(false), false);
    Issued made = (Issued) issuer.issue(plan(), NOW);
    Decoded read = (Decoded) issuer.read(made.content().expose(byte[]::clone));
    assertThat(issuer.difference(plan(), read, made.content())).isEmpty();
    assertThat(issuer.difference(plan("https://b"), read, made.content())).isPresent();
    asked.clear();
    assertThat(issuer.difference(plan(), read, made.content())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compute.read compute.cancel||the scope 'compute.cancel'",
        "compute.read|compute.read storage.modify:/|the scope 'storage.modify:/'",
        "[\"compute.create\",\"storage.read:/\"]|compute.read|the scope 'storage.read:/'"
      })
  void aTokenThatAllowsMoreThanWasAskedForIsNotTaken(String claimed, String said, String reason) {
    String scope = claimed.startsWith("[") ? "\"scp\":" + claimed : "\"scope\":\"" + claimed + "\"";
    String token = jwt("{\"iss\":\"%s\",\"aud\":\"https://a\",%s}".formatted(ISSUER, scope));
    server.next(
        200,
        "{\"access_token\":\"%s\",\"expires_in\":60%s}"
            .formatted(token, said == null ? "" : ",\"scope\":\"" + said + "\""));
    assertThat(failed("https://a").reason()).contains(reason, "ACCEPTED_ADDITIONS");
  }

  @Test
  void anOpaqueTokenIsJudgedByWhatTheAnswerSays() {
    server.next(200, "{\"access_token\":\"x\",\"expires_in\":60,\"scope\":\"compute.read admin\"}");
    assertThat(failed().reason()).contains("the scope 'admin'");
    server.next(200, "{\"access_token\":\"x\",\"expires_in\":60,\"scope\":\"compute.read email\"}");
    assertThat(issuer(withSecret(false), true).issue(plan(), NOW)).isInstanceOf(Issued.class);
  }

  @Test
  void aTokenThatIsForFurtherAudiencesIsNotTakenAndOneOnTheDiskIsNotAsGood() {
    gives(jwt(ISSUER, "[\"https://a\",\"https://z\"]", "compute.read"));
    assertThat(failed("https://a").reason()).contains("the audience 'https://z'");
    gives(jwt(ISSUER, "[\"https://a\",\"https://z\"]", "compute.read"));
    ClientIssuer issuer = issuer(withSecret(false), false);
    Issued made = (Issued) issuer.issue(plan(), NOW);
    Decoded read = (Decoded) issuer.read(made.content().expose(byte[]::clone));
    asked.clear();
    assertThat(issuer.difference(plan("https://a"), read, made.content())).isPresent();
  }

  @Test
  void aTokenThatLivesForAnInstantIsNotTakenSoThatNobodyAsksAgainAndAgain() {
    server.next(200, "{\"access_token\":\"x\",\"expires_in\":1}");
    assertThat(failed().reason()).contains("less than 2 s");
  }

  private void gives(String token) {
    server.next(200, "{\"access_token\":\"" + token + "\",\"expires_in\":3600}");
  }

  @Test
  void theRequestHoldsWhatIsWantedAndTheClient() {
    ClientIssuer issuer = issuer(withSecret(false), true);
    assertThat(issuer.issue(plan("https://a", "https://b"), NOW)).isInstanceOf(Issued.class);
    assertThat(server.asked.get(0).form())
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("scope", "compute.read compute.create")
        .containsEntry("audience", "https://a https://b")
        .containsEntry("client_id", "factory")
        .containsEntry("client_secret", SECRET);
    issuer(withSecret(true), true).issue(plan(), NOW);
    assertThat(server.asked.get(1).authorization().orElseThrow()).startsWith("Basic ");
    assertThat(server.asked.get(1).form()).doesNotContainKeys("client_secret", "audience");
  }

  @Test
  void aClientWithAKeyShowsAProofThatIsSignedForThisIssuerAndNoSecret() throws Exception {
    KeySettings settings =
        new KeySettings(
            directory.resolve("client.pem"),
            directory.resolve("client.pub"),
            Optional.of("c1"),
            SigningAlgorithm.ES256,
            Optional.empty());
    KeyLoadResult made = new KeyRing(Host.create(), new SecureRandom()).ensure("remote", settings);
    SigningKey key = ((KeyLoadResult.Loaded) made).key();
    List<String> serials = new ArrayList<>(List.of("one"));
    ClientKey proof =
        new ClientKey(key, settings.id(), SignatureProvider.ofTheJdk(), () -> serials.remove(0));
    OAuthClient client = new OAuthClient("factory", Optional.empty(), false, Optional.of(proof));
    assertThat(issuer(client, true).issue(plan(), NOW)).isInstanceOf(Issued.class);
    assertThat(server.asked.get(0).form())
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        .doesNotContainKey("client_secret");
    SignedJWT shown = SignedJWT.parse(server.asked.get(0).form().get("client_assertion"));
    assertThat(shown.verify(new ECDSAVerifier((ECPublicKey) key.publicKey()))).isTrue();
    assertThat(shown.getHeader().getKeyID()).isEqualTo("c1");
    assertThat(shown.getJWTClaimsSet().getSubject()).isEqualTo("factory");
    assertThat(shown.getJWTClaimsSet().getAudience()).containsExactly(server.tokenUrl().toString());
    assertThat(shown.getJWTClaimsSet().getJWTID()).isEqualTo("one");
    assertThat(shown.getJWTClaimsSet().getExpirationTime())
        .isEqualTo(Date.from(NOW.plusSeconds(60)));
  }

  @Test
  void whatWasWrittenIsReadBackAndAsGoodUntilSomethingElseIsAskedFor() {
    ClientIssuer issuer = issuer(withSecret(false), true);
    Issued made = (Issued) issuer.issue(plan("https://a"), NOW);
    Decoded read = (Decoded) issuer.read(made.content().expose(byte[]::clone));
    assertThat(read.description()).isEqualTo(made.description());
    assertThat(issuer.difference(plan("https://a"), read, made.content())).isEmpty();
    assertThat(issuer.difference(plan("https://b"), read, made.content())).isPresent();
  }

  @Test
  void aBareTokenIsOneThatTellsItsEnd() {
    String token = jwt(ISSUER, "\"https://a\"", "compute.read");
    gives(token);
    ClientIssuer issuer = issuer(withSecret(false), false);
    Issued made = (Issued) issuer.issue(plan("https://a"), NOW);
    String file = made.content().expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
    assertThat(file).isEqualTo(token + "\n");
    assertThat(made.description().expiresAt()).isEqualTo(NOW.plusSeconds(600));
    Decoded read = (Decoded) issuer.read(made.content().expose(byte[]::clone));
    assertThat(issuer.difference(plan("https://a"), read, made.content())).isEmpty();
    assertThat(issuer.difference(plan("https://b"), read, made.content())).isPresent();
    assertThat(issuer.issue(plan(), NOW))
        .isInstanceOfSatisfying(
            Failed.class, failure -> assertThat(failure.reason()).contains("is no JWT"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://other.example, '\"https://a\"', another issuer",
    "https://issuer.example, '\"https://z\"', another audience",
    "https://issuer.example, '[\"https://z\",\"https://y\"]', another audience"
  })
  void aTokenOfAnotherIssuerOrAudienceIsNotTaken(String issuer, String audience, String reason) {
    gives(jwt(issuer, audience, "compute.read"));
    Failed failure = failed("https://a");
    assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(failure.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "https://issuer.example/, '[\"https://a\",\"account\"]'",
    "https://issuer.example, '\"https://a\"'"
  })
  void aTokenForWhatWasAskedForIsTaken(String issuer, String audience) {
    gives(jwt(issuer, audience, "compute.read"));
    assertThat(issuer(withSecret(false), true).issue(plan("https://a"), NOW))
        .isInstanceOf(Issued.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{\"error\":\"invalid_scope\"}|PERMANENT|scope 'compute.read compute.create'",
        "400|{\"error\":\"invalid_target\"}|PERMANENT|audience 'https://a'",
        "400|{\"error\":\"invalid_grant\"}|PERMANENT|invalid_grant",
        "401|{\"error\":\"invalid_client\"}|PERMANENT|CLIENT_SECRET_FILE",
        "503|busy|TRANSIENT|status 503",
        "200|{\"access_token\":\"t\"}|TRANSIENT|expires_in"
      })
  void nobodyButTheAdministratorHasToAct(int status, String body, FailureKind kind, String reason) {
    server.next(status, body);
    Failed failure = failed("https://a");
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).contains(reason).doesNotContain("log in");
  }

  @Test
  void oneThatWasReplacedAsksNobody() {
    ClientIssuer old = issuer(withSecret(false), true);
    old.retire();
    assertThat(old.issue(plan(), NOW)).isInstanceOf(Failed.class);
    assertThat(server.asked).isEmpty();
  }
}
