// SPDX-License-Identifier: Apache-2.0
package org.credmint.content.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.content.TestTokens;
import org.credmint.content.signature.SignatureVerdict.NotChecked;
import org.credmint.content.signature.SignatureVerdict.Refused;
import org.credmint.content.signature.SignatureVerdict.Verified;
import org.credmint.issue.MalformedTokenException;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KnownKeysTest {
  private final ECKey key = TestTokens.key("k1");
  private final ECKey other = TestTokens.key("k2");

  private static KnownKeys known(String... jwks) throws MalformedTokenException {
    String set = Stream.of(jwks).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    return KnownKeys.ofJwks(set.getBytes(StandardCharsets.UTF_8));
  }

  private static String published(ECKey key) {
    return key.toPublicJWK().toJSONString();
  }

  private static SignatureVerdict judge(KnownKeys keys, String token) {
    return keys.judge(Secret.of(token.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void theKeyThatSignedIsNamed() throws Exception {
    KnownKeys keys = known(published(other), published(key));
    assertThat(judge(keys, TestTokens.signed(key, "{}")))
        .isEqualTo(new Verified("good: signed with key k1 (ES256)"));
    ECKey unnamed = new ECKey.Builder(key).keyID(null).build();
    assertThat(judge(keys, TestTokens.signed(unnamed, "{}"))).isInstanceOf(Verified.class);
  }

  @Test
  void aTokenOfAnotherKeyIsRefused() throws Exception {
    ECKey impostor = new ECKey.Builder(other).keyID("k1").build();
    assertThat(judge(known(published(key)), TestTokens.signed(impostor, "{}")))
        .isEqualTo(new Refused("bad: it was not signed with this key"));
    assertThat(judge(known(published(key)), TestTokens.signed(other, "{}")))
        .isEqualTo(new Refused("bad: no known key has its key ID k2"));
    assertThat(judge(known(published(key)).amongOthers(), TestTokens.signed(other, "{}")))
        .isEqualTo(new NotChecked("not checked: no known key has its key ID k2"));
    String token = TestTokens.signed(key, "{\"sub\":\"a\"}");
    String[] parts = token.split("\\.", -1);
    String changed = TestTokens.unsigned("{}", "{\"sub\":\"b\"}").split("\\.", -1)[1];
    assertThat(judge(known(published(key)), parts[0] + "." + changed + "." + parts[2]))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aPublicKeyIsNoKeyForHmac() throws Exception {
    byte[] confused = published(key).getBytes(StandardCharsets.UTF_8);
    assertThat(judge(known(published(key)), TestTokens.signed(confused, "k1", "{}")))
        .isEqualTo(new Refused("bad: its alg HS256 is not for a key of type EC"));
  }

  @Test
  void aKeyIsUsedForWhatItIsForOnly() throws Exception {
    String token = TestTokens.signed(key, "{}");
    String forEncryption =
        new ECKey.Builder(key).keyUse(KeyUse.ENCRYPTION).build().toPublicJWK().toJSONString();
    assertThat(judge(known(forEncryption), token))
        .isEqualTo(new Refused("bad: the key is not for signatures"));
    String weak =
        new RSAKeyGenerator(1024, true).keyID("k1").generate().toPublicJWK().toJSONString();
    String claimed = TestTokens.unsigned("{\"alg\":\"RS256\",\"kid\":\"k1\"}", "{}");
    assertThat(judge(known(weak), claimed))
        .isEqualTo(new Refused("bad: the key has 1024 bits only"));
  }

  @Test
  void aSymmetricKeyJudgesButIsNotPublished() throws Exception {
    byte[] secret = new byte[32];
    KnownKeys keys =
        known(new OctetSequenceKey.Builder(secret).keyID("POOL").build().toJSONString());
    assertThat(judge(keys, TestTokens.signed(secret, "POOL", "{}"))).isInstanceOf(Verified.class);
    assertThat(keys.publicJwks()).isEqualTo("{\"keys\":[]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[1]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
        "{\"keys\":[],\"keys\":[]}"
      })
  void whatIsNoKeySetIsRefused(String text) {
    assertThatThrownBy(() -> KnownKeys.ofJwks(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedTokenException.class);
  }
}
