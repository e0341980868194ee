// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenClaims;
import org.credmint.credential.TokenProfile;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.key.SignatureProvider;
import org.credmint.key.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenFileParserTest {
  private static final long SEED = 20261122;
  private static final Pattern REASON = Pattern.compile("[a-zA-Z0-9_' ]+");
  private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"local\",\"typ\":\"JWT\"}";
  private static final String CLAIMS =
      "{\"iss\":\"https://ap.example\",\"sub\":\"alice\",\"iat\":1795348200,\"exp\":1795349400}";

  @ParameterizedTest
  @CsvSource({"stock.use, true", "bare-with-comments.use, false"})
  void whatTheStockMonitorOrAUserWroteIsRead(String name, boolean json) throws IOException {
    byte[] file = fixture(name);
    TokenClaims claims =
        new TokenClaims(
            "https://ap.example",
            "alice",
            List.of("https://demo.example"),
            "read:/user/alice write:/user/alice",
            Optional.of(TokenProfile.SCITOKENS_2),
            Instant.ofEpochSecond(1795348200),
            Optional.of(Instant.ofEpochSecond(1795348200)),
            Instant.ofEpochSecond(1795349400),
            "7c9e6679-7425-40de-944b-e07fc1f90ae7");
    assertThat(TokenFileParser.read(file))
        .isEqualTo(new UnverifiedToken(claims, "ES256", Optional.of("local"), json));
    assertThat(
            TokenFileParser.isSignedBy(
                file, TestKeys.one(SigningAlgorithm.ES256, "x"), SignatureProvider.ofTheJdk()))
        .isTrue();
  }

  @Test
  void aTokenIsSignedByItsKeyAlone() throws IOException {
    byte[] file = fixture("stock.use");
    assertThat(
            TokenFileParser.isSignedBy(
                file,
                TestKeys.another(SigningAlgorithm.ES256, "local"),
                SignatureProvider.ofTheJdk()))
        .isFalse();
    assertThat(
            TokenFileParser.isSignedBy(
                file, TestKeys.one(SigningAlgorithm.RS256, "local"), SignatureProvider.ofTheJdk()))
        .isFalse();
    assertThat(
            TokenFileParser.isSignedBy(
                new byte[0],
                TestKeys.one(SigningAlgorithm.ES256, "local"),
                SignatureProvider.ofTheJdk()))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "RS256"})
  void aTokenThatNamesAnotherAlgorithmIsReadButIsNobodys(String algorithm) {
    byte[] file = bare("{\"alg\":\"" + algorithm + "\"}", CLAIMS);
    UnverifiedToken token = readable(file);
    assertThat(token.algorithm()).isEqualTo(algorithm);
    assertThat(token.keyId()).isEmpty();
    assertThat(
            TokenFileParser.isSignedBy(
                file, TestKeys.one(SigningAlgorithm.ES256, "local"), SignatureProvider.ofTheJdk()))
        .isFalse();
  }

  @Test
  void claimsThatMayBeLeftOutMayBeLeftOut() {
    TokenClaims claims = readable(bare(HEADER, CLAIMS)).claims();
    assertThat(claims.audiences()).isEmpty();
    assertThat(claims.scope()).isEmpty();
    assertThat(claims.notBefore()).isEmpty();
    assertThat(claims.tokenId()).isEmpty();
    assertThat(claims.profile()).contains(TokenProfile.SCITOKENS_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"ver\":\"scitoken:2.0\" | SCITOKENS_2",
        "\"ver\":\"scitoken:1.0\" | SCITOKENS_1",
        "\"wlcg.ver\":\"1.0\" | WLCG_1",
        "\"ver\":\"scitoken:3.0\" | ",
        "\"wlcg.ver\":\"2.0\" | "
      })
  void theProfileIsKnownByItsVersionClaim(String member, TokenProfile profile) {
    assertThat(readable(bare(HEADER, with(member))).claims().profile())
        .isEqualTo(Optional.ofNullable(profile));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"\"ANY\" | ANY", "[\"ANY\"] | ANY", "[\"a\",\"b\"] | a,b", "[] | ''"})
  void anAudienceIsATextOrAListOfTexts(String value, String audiences) {
    List<String> expected = audiences.isEmpty() ? List.of() : List.of(audiences.split(",", -1));
    assertThat(readable(bare(HEADER, with("\"aud\":" + value))).claims().audiences())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1.5, 1", "1795348800.999, 1795348800", "17953488e2, 1795348800", "0, 0", "-0, 0"})
  void aTimeMayBeAnyNumberThatIsATime(String number, long second) {
    assertThat(readable(bare(HEADER, with("\"nbf\":" + number))).claims().notBefore())
        .contains(Instant.ofEpochSecond(second));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e300", "1e999", "-1", "253402300800", "99999999999999999999"})
  void aTimeOutsideTheYears1970To9999IsRefused(String number) {
    assertThat(reasonFor(bare(HEADER, with("\"nbf\":" + number))))
        .isEqualTo("the token's nbf is not between the years 1970 and 9999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1795348800\"", "null", "[1]", "{}", "true"})
  void aTimeThatIsNoNumberIsRefused(String value) {
    assertThat(reasonFor(bare(HEADER, with("\"nbf\":" + value))))
        .isEqualTo("the token's nbf is not a number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "iat", "exp"})
  void aTokenWithoutAClaimThatIsNeededIsRefused(String name) {
    String without = CLAIMS.replace("\"" + name + "\"", "\"other\"");
    assertThat(reasonFor(bare(HEADER, without))).isEqualTo("the token has no " + name);
  }

  @Test
  void aClaimThatStandsThereTwiceIsRefused() {
    assertThat(reasonFor(bare(HEADER, with("\"sub\":\"root\""))))
        .contains("is repeated")
        .contains("sub");
  }

  @Test
  void aMemberThatStandsThereTwiceIsRefusedWhereverItIs() {
    assertThat(reasonFor(bare("{\"alg\":\"ES256\",\"alg\":\"none\"}", CLAIMS)))
        .isEqualTo("alg is repeated");
    assertThat(reasonFor(bare(HEADER, with("\"x\":{\"y\":1,\"y\":1}"))))
        .isEqualTo("a member is repeated");
  }

  @Test
  void aTokenWithACritIsRefused() {
    String header = "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}";
    assertThat(reasonFor(bare(header, CLAIMS)))
        .isEqualTo("the token's header has a crit that is not understood");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'iss':'x'}",
        "{iss:1}",
        "{\"iss\":\"x\"} {}",
        "{\"iss\":\"x\",}",
        "{\"iss\":\"x\"/**/}",
        "{\"iss\":\"x\";\"sub\":\"y\"}",
        "{\"iss\"=\"x\"}",
        "{\"nbf\":01}",
        "{\"nbf\":NaN}",
        "[\"iss\"]",
        "null"
      })
  void claimsThatAreNotStrictJsonAreRefused(String claims) {
    assertThat(reasonFor(bare(HEADER, claims))).isEqualTo("not valid JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the file is empty",
        "' \n\t' | the file is empty",
        "# nothing | the file contains only comments",
        "{} | the JSON object has no access_token",
        "'{\"access_token\":\"\"}' | the token does not have the three parts of a signed token",
        "'{\"access_token\":7}' | access_token is not a single string",
        "'{\"access_token\":\"a\",\"access_token\":\"b\"}' | access_token is repeated",
        "'{\"access_token\":\"a.b.c\"' | not valid JSON",
        "'{\"access_token\":\"a.b.c\"} x' | not valid JSON",
        "[] | the token does not have the three parts of a signed token",
        "7 | the token does not have the three parts of a signed token",
        "a.b | the token does not have the three parts of a signed token",
        "a.b.c.d.e | the token does not have the three parts of a signed token",
        "'!.b.c' | the token's signature is not base64url",
        "'..' | the token's signature is not base64url",
        "'!.bb.cc' | the token's header is not base64url",
        "'bb==.bb.cc' | the token's header is not base64url",
        "'e30.e30.cc' | the token's header has no alg"
      })
  void whatIsNoTokenIsRefusedWithAReason(String file, String reason) {
    assertThat(reasonFor(file.getBytes(StandardCharsets.UTF_8))).isEqualTo(reason);
  }

  @Test
  void twoTokensInOneFileAreRefused() {
    String token = new String(bare(HEADER, CLAIMS), StandardCharsets.US_ASCII);
    assertThat(reasonFor((token + token).getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("the file contains more than one line");
  }

  @Test
  void otherMembersOfTheFileAreSteppedOverWhateverTheyHold() {
    String token = new String(bare(HEADER, CLAIMS), StandardCharsets.US_ASCII).strip();
    String file =
        "{\"expires_in\":{\"a\":[1,{}]},\"x\":null,\"access_\\u0074oken\":\"\\u0065"
            + token.substring(1)
            + "\",\"y\":[true]}";
    assertThat(readable(file.getBytes(StandardCharsets.US_ASCII)).claims().subject())
        .isEqualTo("alice");
  }

  @Test
  void aHugeFileAndADeepOneAreRefused() {
    byte[] huge = new byte[100_000_000];
    Arrays.fill(huge, (byte) '{');
    assertThat(reasonFor(huge)).isEqualTo("the file is larger than 65536 bytes");
    String deep = "{\"a\":" + "[".repeat(60_000);
    assertThat(reasonFor(deep.getBytes(StandardCharsets.US_ASCII))).isEqualTo("nested too deeply");
  }

  @Test
  void anyChangeOfAFileIsReadOrRefusedAndNoReasonShowsTheContent() throws IOException {
    Random random = new Random(SEED);
    byte[] whole = fixture("stock.use");
    for (int i = 0; i < 20_000; i++) {
      CredentialReading reading = TokenFileParser.read(mutate(whole, random));
      if (reading instanceof Unreadable unreadable) {
        assertThat(REASON.matcher(unreadable.reason()).matches()).as(unreadable.reason()).isTrue();
      }
    }
  }

  @Test
  void anyClaimsAreReadOrRefused() {
    Random random = new Random(SEED);
    byte[] whole =
        with("\"aud\":[\"a\",\"b\"],\"nbf\":1.5e9,\"x\":{\"y\":[null]}")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 20_000; i++) {
      byte[] claims = mutate(whole, random);
      assertThat(TokenFileParser.read(bare(HEADER.getBytes(StandardCharsets.US_ASCII), claims)))
          .isNotNull();
    }
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] file = whole.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] likely = "{}[]\"\\:,.#-e9 \n\u0000".getBytes(StandardCharsets.US_ASCII);
      file[random.nextInt(file.length)] =
          random.nextBoolean() ? likely[random.nextInt(likely.length)] : (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
  }

  private static String with(String member) {
    return CLAIMS.substring(0, CLAIMS.length() - 1) + "," + member + "}";
  }

  private static byte[] bare(String header, String claims) {
    return bare(header.getBytes(StandardCharsets.UTF_8), claims.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bare(byte[] header, byte[] claims) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String token =
        base64.encodeToString(header)
            + "."
            + base64.encodeToString(claims)
            + "."
            + base64.encodeToString(new byte[64])
            + "\n";
    return token.getBytes(StandardCharsets.US_ASCII);
  }

  private static UnverifiedToken readable(byte[] file) {
    CredentialReading reading = TokenFileParser.read(file);
    assertThat(reading).isInstanceOf(UnverifiedToken.class);
    return (UnverifiedToken) reading;
  }

  private static String reasonFor(byte[] file) {
    CredentialReading reading = TokenFileParser.read(file);
    assertThat(reading).isInstanceOf(Unreadable.class);
    return ((Unreadable) reading).reason();
  }

  private static byte[] fixture(String name) throws IOException {
    return Files.readAllBytes(Path.of("test-fixtures", "tokens", name));
  }
}
