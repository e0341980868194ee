// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.util.Base64URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.credmint.credential.SigningAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SignatureProviderTest {
  private static final long SEED = 7;

  @ParameterizedTest
  @EnumSource
  void whatOneProviderSignsTheOtherVerifies(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = TestKeys.one(algorithm, "k");
    for (SignatureProvider signing : List.of(SignatureProvider.ofTheJdk(), natively())) {
      for (SignatureProvider verifying : List.of(SignatureProvider.ofTheJdk(), natively())) {
        for (int i = 0; i < 3; i++) {
          assertThat(verifying.verifies(key, signed(signing, key))).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAKeySignsIsItsOwnAndNothingElse(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = TestKeys.one(algorithm, "a");
    JWSObject token = signed(SignatureProvider.ofTheJdk(), key);
    byte[] signature = token.getSignature().decode();
    for (SignatureProvider signatureProvider : List.of(SignatureProvider.ofTheJdk(), natively())) {
      assertThat(signatureProvider.verifies(key, token)).isTrue();
      assertThat(signatureProvider.verifies(TestKeys.another(algorithm, "a"), token)).isFalse();
      assertThat(signatureProvider.verifies(key, with(token, new byte[signature.length])))
          .isFalse();
      for (int i = 0; i < signature.length; i++) {
        byte[] changed = signature.clone();
        changed[i] ^= 1;
        assertThat(signatureProvider.verifies(key, with(token, changed))).isFalse();
        if (i > 0) {
          assertThat(signatureProvider.verifies(key, with(token, Arrays.copyOf(signature, i))))
              .isFalse();
        }
      }
      Random random = new Random(SEED);
      for (int i = 0; i < 50; i++) {
        byte[] forged = new byte[1 + random.nextInt(100)];
        random.nextBytes(forged);
        assertThat(signatureProvider.verifies(key, with(token, forged))).isFalse();
      }
    }
  }

  @Test
  void anotherAlgorithmThanTheKeysIsNeverItsOwn() throws Exception {
    SigningKey ec = TestKeys.one(SigningAlgorithm.ES256, "k");
    SigningKey rsa = TestKeys.one(SigningAlgorithm.RS256, "k");
    assertThat(SignatureProvider.ofTheJdk().verifies(ec, signed(SignatureProvider.ofTheJdk(), rsa)))
        .isFalse();
    assertThat(SignatureProvider.ofTheJdk().verifies(rsa, signed(SignatureProvider.ofTheJdk(), ec)))
        .isFalse();
  }

  @Test
  void aKeyOfAnotherTypeThanItsAlgorithmDoesNotSign() {
    assertThatThrownBy(() -> SignatureProvider.ofTheJdk().signer(TestKeys.unfit()))
        .isInstanceOf(JOSEException.class);
  }

  @Test
  void theJdkSignsUntilTheNativeProviderIsAskedFor() {
    SignatureProvider signatureProvider = SignatureProvider.ofTheJdk();
    assertThat(signatureProvider.provider()).isEqualTo("the JDK's own provider");
    assertThat(signatureProvider.preferNative()).isEmpty();
    assertThat(signatureProvider.provider()).startsWith("AmazonCorrettoCryptoProvider ");
    assertThat(signatureProvider.preferNative()).isEmpty();
  }

  @Test
  void whoeverAsksForTheNativeProviderWaitsUntilItIsLoaded() throws Exception {
    SignatureProvider signatureProvider = SignatureProvider.ofTheJdk();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<String> ask =
          () -> {
            signatureProvider.preferNative();
            return signatureProvider.provider();
          };
      for (Future<String> provider : threads.invokeAll(Collections.nCopies(4, ask))) {
        assertThat(provider.get()).startsWith("AmazonCorrettoCryptoProvider ");
      }
    } finally {
      threads.shutdown();
    }
  }

  private static SignatureProvider natively() {
    SignatureProvider signatureProvider = SignatureProvider.ofTheJdk();
    assertThat(signatureProvider.preferNative()).isEmpty();
    return signatureProvider;
  }

  private static JWSObject signed(SignatureProvider signatureProvider, SigningKey key)
      throws JOSEException {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(key.algorithm().name());
    JWSObject token = new JWSObject(new JWSHeader(algorithm), new Payload("any"));
    token.sign(signatureProvider.signer(key));
    return token;
  }

  private static JWSObject with(JWSObject token, byte[] signature) throws Exception {
    Base64URL[] parts = token.getParsedParts();
    Base64URL header = parts == null ? token.getHeader().toBase64URL() : parts[0];
    return new JWSObject(header, token.getPayload(), Base64URL.encode(signature));
  }
}
