// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Unusable;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.credential.kind.ValidityRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentReaderTest {
  private static final Path KEYS = Path.of("test-fixtures", "keys");
  private static final ValidityRule RULE = new ValidityRule(Duration.ZERO, Duration.ZERO);
  private static final Instant NOW = TestCertificates.FROM.plusSeconds(60);
  private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"k\"}";

  private static Content read(String text) {
    return ContentReader.read(text.getBytes(StandardCharsets.UTF_8), NOW);
  }

  private static Credential credential(String text) {
    Content content = read(text);
    assertThat(content).isInstanceOf(Credential.class);
    return (Credential) content;
  }

  private static String refusal(String text) {
    Content content = read(text);
    assertThat(content).isInstanceOf(Unusable.class);
    return ((Unusable) content).flaw().reason();
  }

  private static Content as(CredentialType type, String text) {
    return ContentReader.read(type, text.getBytes(StandardCharsets.UTF_8), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | a SciToken",
        "' ' | a SciToken",
        "'# a comment\n\n' | a SciToken",
      })
  void aBareTokenIsReadWithWhatStandsBeforeIt(String before, String form) {
    Credential token = credential(before + TestTokens.unsigned(HEADER, TestTokens.CLAIMS) + "\n");
    assertThat(token.form()).isEqualTo(form);
    assertThat(token.type()).isEqualTo(CredentialType.SCITOKEN);
    assertThat(token.identity().text()).isEqualTo("https://ap.example alice");
    assertThat(token.identity().glideinWms()).contains("alice");
    assertThat(token.fact("scope")).isEqualTo("read:/a write:/b");
    assertThat(token.fact("exp")).isEqualTo("2026-11-28T00:15:00Z");
    assertThat(token.validity(RULE, NOW))
        .isEqualTo(new Validity(Verdict.VALID, "is valid for another 14 min"));
    assertThat(token.toString()).doesNotContain("AAAA");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"iss\":\"i\",\"sub\":\"a\",\"exp\":1,\"scope\":\"read:/\"} | scitoken:1.0",
        "{\"iss\":\"i\",\"exp\":1,\"scope\":\"\"} | none: scitoken:1.0 requires scope too",
        "{\"iss\":\"i\",\"aud\":\"x\",\"exp\":1,\"scope\":\"read:/\",\"ver\":\"scitoken:2.0\"} | scitoken:2.0",
        "{\"iss\":\"i\",\"aud\":\"x\",\"exp\":1,\"wlcg.ver\":\"1.0\"} | none: wlcg:1.0 requires sub, iat, nbf, jti too",
        "{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"x\",\"exp\":9,\"iat\":1,\"nbf\":1,\"jti\":\"j\",\"wlcg.ver\":\"1.0\"} | wlcg:1.0",
        "{\"iss\":\"i\",\"exp\":1,\"ver\":\"scitoken:3.0\"} | none: ver is 'scitoken:3.0', which no reader in HTCondor knows",
        "{\"iss\":\"i\",\"exp\":1,\"wlcg.ver\":\"2.0\"} | none: wlcg.ver is '2.0', which no reader in HTCondor knows"
      })
  void theProfileThatATokenSatisfiesIsNamedOrWhatItLacks(String claims, String profile) {
    assertThat(credential(TestTokens.unsigned(HEADER, claims)).fact("profile")).isEqualTo(profile);
  }

  @Test
  void anIdtokenWithoutEndIsLegalAndItsRisksAreNamed() {
    String claims = "{\"iss\":\"pool\",\"sub\":\"pilot@pool\",\"iat\":1795824000}";
    Credential token = credential(TestTokens.signed(new byte[32], "POOL", claims));
    assertThat(token.type()).isEqualTo(CredentialType.IDTOKEN);
    assertThat(token.validity(RULE, NOW)).isEqualTo(new Validity(Verdict.VALID, "never expires"));
    assertThat(token.remarks())
        .containsExactly(
            "without exp it is good until its key is replaced",
            "without jti HTCondor 25 and later refuse it",
            "without a condor:/ scope it allows all that its identity is allowed");
  }

  /** Each with the reason that a reader of a careful mind would give. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"alg\":\"none\"} | {} | its alg is none: nobody has signed it",
        "{\"alg\":\"NoNe\"} | {} | its alg is none: nobody has signed it",
        "{\"kid\":\"k\"} | {} | the token's header has no alg",
        "{\"alg\":5} | {} | the token's alg is not a single string",
        "{\"alg\":\"ES256\",\"kid\":[\"k\"]} | {} | the token's kid is not a single string",
        "{\"alg\":\"ES256\",\"alg\":\"none\"} | {} | alg is repeated",
        "{\"alg\":\"ES256\",\"crit\":[\"x\"]} | {} | the token's header has a crit that is not understood",
        "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]} | {} | the token's header has a crit that is not understood",
        "{\"alg\":\"ES256\"} | {\"exp\":\"1\"} | the token's exp is not a number",
        "{\"alg\":\"ES256\"} | {\"exp\":-1} | the token's exp is not between the years 1970 and 9999",
        "{\"alg\":\"ES256\"} | {\"exp\":1e300} | the token's exp is not between the years 1970 and 9999",
        "{\"alg\":\"ES256\"} | {\"exp\":null} | the token's exp is not a number",
        "{\"alg\":\"ES256\"} | {\"sub\":[\"a\"]} | the token's sub is not a string",
        "{\"alg\":\"ES256\"} | {\"aud\":[1]} | the token's aud is not a string",
        "{\"alg\":\"ES256\"} | {\"exp\":1,\"exp\":9} | exp is repeated",
        "{\"alg\":\"ES256\"} | {\"a\":1,\"a\":2} | a member is repeated",
        "{\"alg\":\"ES256\"} | {\"exp\":5,\"nbf\":5} | its nbf is not before its exp, so it is never valid",
        "{\"alg\":\"ES256\"} | {\"ver\":\"scitoken:2.0\",\"exp\":5,\"iss\":\"i\"} | it has no aud, which scitoken:2.0 requires",
        "{\"alg\":\"ES256\"} | {\"wlcg.ver\":\"1.0\",\"aud\":\"x\",\"iss\":\"i\"} | it has no exp, which wlcg:1.0 requires",
        "{\"alg\":\"ES256\"} | {\"ver\":\"scitoken:2.0\",\"aud\":\"x\",\"exp\":5} | it has no iss, which scitoken:2.0 requires",
        "{\"alg\":\"ES256\"} | [] | not valid JSON",
        "{'alg':'ES256'} | {} | not valid JSON",
        "{\"alg\":\"ES256\"}x | {} | not valid JSON"
      })
  void aHostileTokenIsRefusedWithTheReason(String header, String claims, String reason) {
    assertThat(refusal(TestTokens.unsigned(header, claims))).isEqualTo(reason);
  }

  @Test
  void aDamagedTokenIsRefusedAndNotTakenForText() {
    String token = TestTokens.unsigned(HEADER, TestTokens.CLAIMS);
    String three = "the token does not have the three parts of a signed token";
    assertThat(refusal(token.substring(0, token.lastIndexOf('.')))).isEqualTo(three);
    assertThat(refusal(token.substring(0, 20))).isEqualTo(three);
    assertThat(refusal(token + ".x.y")).isEqualTo(three);
    assertThat(refusal(token + "=")).isEqualTo("the token's signature is not base64url");
    assertThat(refusal("eyJ!" + token.substring(4)))
        .isEqualTo("the token's header is not base64url");
    assertThat(refusal(token + "\n" + token))
        .isEqualTo("it contains more than one line beside comments");
    assertThat(refusal("\ufeff" + token)).contains("byte order mark");
    String deep = "{\"a\":" + "[".repeat(10_000) + "}";
    assertThat(refusal(TestTokens.unsigned(HEADER, deep))).isEqualTo("nested too deeply");
    String huge = "{\"a\":\"" + "x".repeat(20_000) + "\"}";
    assertThat(refusal(TestTokens.unsigned(HEADER, huge)))
        .isEqualTo("the token is longer than the 16384 bytes that HTCondor reads");
    assertThat(refusal("x".repeat(70_000))).isEqualTo("it is larger than 65536 bytes");
    assertThat(refusal(" \n")).isEqualTo("it is empty");
    assertThat(refusal("\u0001\u0002")).isEqualTo("it is no credential that HTCondor knows");
  }

  @Test
  void tokensInJsonAreReadAndOpaqueOnesHaveTheirExpiryBesideThem() {
    String token = TestTokens.unsigned(HEADER, TestTokens.CLAIMS);
    Credential use = credential("{\"access_token\":\"" + token + "\",\"expires_in\":900}");
    assertThat(use.form()).isEqualTo("a SciToken in a JSON object");
    assertThat(use.remarks()).isEmpty();
    Credential globus =
        credential(
            "{\"access_token\":\"Ag123\",\"expires_at_seconds\":1795824120,"
                + "\"resource_server\":\"funcx_service\",\"refresh_token\":\"r\"}");
    assertThat(globus.type()).isEqualTo(CredentialType.OPAQUE_TOKEN);
    assertThat(globus.identity().glideinWms()).contains("funcx_service");
    assertThat(globus.lifetime().expiresAt()).contains(Instant.parse("2026-11-28T00:02:00Z"));
    assertThat(globus.remarks()).singleElement().asString().contains("refresh_token");
    assertThat(globus.toString()).doesNotContain("Ag123");
    assertThat(credential("{\"access_token\":\"x\",\"expires_in\":60}").lifetime().expiresAt())
        .contains(NOW.plusSeconds(60));
    assertThat(credential("{\"access_token\":\"x\"}").lifetime().expiresAt()).isEmpty();
    assertThat(refusal("{\"access_token\":\"x\",\"expires_in\":\"60\"}"))
        .isEqualTo("expires_in is not a number of seconds");
    assertThat(refusal("{\"refresh_token\":\"x\"}")).contains("for a monitor and not for a job");
    assertThat(refusal("{\"access_token\":[\"x\"]}")).contains("not a single string");
    assertThat(refusal("{}")).isEqualTo("it has no access_token");
    assertThat(refusal("{\"access_token\":\"x\"")).isEqualTo("not valid JSON");
  }

  @ParameterizedTest
  @CsvSource({
    "ec-stock.pem, PRIVATE_KEY, EC key on P-256",
    "ec-openssl-pkcs8.pem, PRIVATE_KEY, EC key on P-256",
    "ec-openssl-no-public.pem, PRIVATE_KEY, EC key on P-256",
    "ec-stock.pub, PUBLIC_KEY, EC key on P-256",
    "bad-ec-openssh.pem, PRIVATE_KEY, EC key on a curve without a name",
    "bad-ec-secp256k1.pem, PRIVATE_KEY, EC key on secp256k1",
    "bad-ed25519.pem, PRIVATE_KEY, key of algorithm 1.3.101.112",
    "rsa-stock.pem, RSA_PRIVATE_KEY, RSA key of 3072 bits",
    "bad-rsa-1024.pem, RSA_PRIVATE_KEY, RSA key of 1024 bits",
    "rsa-stock.pub, RSA_PUBLIC_KEY, RSA key of 3072 bits",
    "rsa-openssl-encrypted-pkcs8.pem, PRIVATE_KEY, encrypted private key",
    "rsa-openssl-encrypted-pkcs1.pem, RSA_PRIVATE_KEY, encrypted RSA key",
    "ec-openssl-encrypted-sec1.pem, PRIVATE_KEY, encrypted private key"
  })
  void keysAreReadWithoutTheirPrivateHalf(String file, CredentialType type, String description)
      throws IOException {
    Credential key = credential(Files.readString(KEYS.resolve(file)));
    assertThat(key.type()).isEqualTo(type);
    assertThat(key.fact("key")).isEqualTo(description);
    assertThat(key.validity(RULE, NOW).isValid()).isTrue();
    assertThat(key.identity().glideinWms()).isEmpty();
  }

  @Test
  void bothHalvesOfAKeyHaveOneThumbprint() throws IOException {
    for (String kind : new String[] {"rsa-stock", "ec-stock"}) {
      String hidden = credential(Files.readString(KEYS.resolve(kind + ".pem"))).fact("thumbprint");
      String shown = credential(Files.readString(KEYS.resolve(kind + ".pub"))).fact("thumbprint");
      assertThat(hidden).isEqualTo(shown).hasSize(43);
    }
  }

  @Test
  void aSymmetricKeyHasTheFormOfGlideinWms() {
    String key = "cipher:aes_256_cbc,key:" + "0a".repeat(32) + ",iv:" + "00".repeat(16);
    assertThat(credential(key).type()).isEqualTo(CredentialType.SYMMETRIC_KEY);
    assertThat(refusal(key.replace("0a0a", "0a"))).contains("a key of 32 bytes");
  }

  @Test
  void theTypeThatIsWantedHasToBeTheOneThatIsThere() throws IOException {
    String token = TestTokens.unsigned(HEADER, TestTokens.CLAIMS);
    assertThat(as(CredentialType.SCITOKEN, token)).isInstanceOf(Credential.class);
    assertThat(((Credential) as(CredentialType.TOKEN, token)).type())
        .isEqualTo(CredentialType.TOKEN);
    assertThat(as(CredentialType.TEXT, "s3cret")).isInstanceOf(Credential.class);
    String key = Files.readString(KEYS.resolve("rsa-stock.pem"));
    for (CredentialType type : CredentialType.values()) {
      Content content = as(type, key);
      boolean fits = type == CredentialType.RSA_PRIVATE_KEY || type == CredentialType.TEXT;
      assertThat(content).isInstanceOf(fits ? Credential.class : Unusable.class);
      if (content instanceof Unusable unusable) {
        assertThat(unusable.flaw().verdict()).as("%s", type).isEqualTo(Verdict.WRONG_TYPE);
      }
    }
    assertThat(((Unusable) as(CredentialType.IDTOKEN, token)).flaw().reason())
        .isEqualTo("not idtoken: it is a SciToken (scitoken)");
    assertThat(((Unusable) as(CredentialType.DYNAMIC, token)).flaw().reason())
        .isEqualTo("not dynamic: it is made anew for each target, so no file holds one");
  }

  @Test
  void theHalvesOfAPairHaveToBelongTogether() throws IOException {
    TestCertificates.Made person =
        TestCertificates.person(TestCertificates.root(), "Alice", NOW.plusSeconds(60));
    assertThat(pair(CredentialType.X509_PAIR, person.certificate(), person.key()))
        .isEqualTo("x509_pair");
    assertThat(pair(CredentialType.X509_PAIR, person.certificate(), fixture("rsa-stock.pem")))
        .isEqualTo("the private key is not that of the first certificate");
    assertThat(pair(CredentialType.X509_PAIR, person.key(), person.certificate()))
        .isEqualTo("the public half is no certificate");
    assertThat(pair(CredentialType.KEY_PAIR, fixture("rsa-stock.pub"), fixture("rsa-stock.pem")))
        .isEqualTo("key_pair");
    assertThat(
            pair(
                CredentialType.KEY_PAIR,
                fixture("rsa-stock.pub"),
                fixture("rsa-openssl-pkcs1.pem")))
        .isEqualTo("the private key is not that of the public key");
    assertThat(pair(CredentialType.KEY_PAIR, fixture("rsa-stock.pem"), fixture("rsa-stock.pub")))
        .isEqualTo("the halves are not a public and a private key");
    assertThat(pair(CredentialType.USERNAME_PASSWORD, "alice", "s3cret"))
        .isEqualTo("username_password");
    assertThat(pair(CredentialType.USERNAME_PASSWORD, "alice", " ")).isEqualTo("it is empty");
    assertThat(pair(CredentialType.TOKEN, "a", "b")).isEqualTo("not token: it has one half only");
  }

  private static String pair(CredentialType type, String shown, String hidden) {
    Content content =
        ContentReader.readPair(
            type,
            shown.getBytes(StandardCharsets.UTF_8),
            hidden.getBytes(StandardCharsets.UTF_8),
            NOW);
    return content instanceof Credential credential
        ? credential.type().toString()
        : ((Unusable) content).flaw().reason();
  }

  private static String fixture(String name) throws IOException {
    return Files.readString(KEYS.resolve(name));
  }
}
