// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import org.credmint.credential.SigningAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SigningKeyTest {
  @Test
  void theThumbprintIsThatOfTheExampleInRfc7638Section31() throws Exception {
    Base64URL modulus =
        new Base64URL(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
                + "BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGj"
                + "QR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt"
                + "-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqD"
                + "Kgw");
    RSAPublicKeySpec numbers =
        new RSAPublicKeySpec(modulus.decodeToBigInteger(), BigInteger.valueOf(65537));
    assertThat(SigningKey.thumbprintOf(KeyFactory.getInstance("RSA").generatePublic(numbers)))
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @ParameterizedTest
  @EnumSource
  void thePublicJwkIsReadByAnotherImplementationAsTheSameKey(SigningAlgorithm algorithm)
      throws Exception {
    SigningKey key = TestKeys.one(algorithm, "2026 \"first\" \\ \n \u00e9 \ud83d\ude00");
    JWK jwk = JWK.parse(key.toPublicJwk());
    assertThat(jwk.computeThumbprint()).hasToString(key.thumbprint());
    assertThat(jwk.getKeyID()).isEqualTo(key.keyId());
    assertThat(jwk.getAlgorithm()).hasToString(algorithm.name());
    assertThat(jwk.getKeyUse()).hasToString("sig");
    assertThat(jwk.isPrivate()).isFalse();
  }

  @Test
  void itsTextDoesNotShowThePrivateHalf() throws Exception {
    SigningKey key = TestKeys.fixture("ec-stock.pem", SigningAlgorithm.ES256);
    ECPrivateKey secret =
        (ECPrivateKey)
            new PrivateKeyParser(SigningAlgorithm.ES256, TestKeys.NO_PASSPHRASE)
                .parse(TestKeys.fixture("ec-stock.pem"))
                .getPrivate();
    String base64 = Base64URL.encode(secret.getS()).toString();
    assertThat(key.toString() + key.toPublicJwk() + key.toPublicPem())
        .contains(key.thumbprint())
        .doesNotContain(base64)
        .doesNotContain(secret.getS().toString())
        .doesNotContain(secret.getS().toString(16));
    assertThat(key.changedAt()).isEqualTo(Instant.EPOCH);
  }
}
