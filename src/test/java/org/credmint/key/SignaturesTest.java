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

final class SignaturesTest {
  private static final long SEED = 7;

  @ParameterizedTest
  @EnumSource
  void whatOneProviderSignsTheOtherVerifies(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = TestKeys.one(algorithm, "k");
    for (Signatures signing : List.of(Signatures.ofTheJdk(), natively())) {
      for (Signatures verifying : List.of(Signatures.ofTheJdk(), natively())) {
        for (int i = 0; i < 3; i++) {
          assertThat(verifying.verifies(key, signed(signing, key))).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAKeySignsIsItsOwn_andNothingElse(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = TestKeys.one(algorithm, "a");
    JWSObject token = signed(Signatures.ofTheJdk(), key);
    byte[] signature = token.getSignature().decode();
    for (Signatures signatures : List.of(Signatures.ofTheJdk(), natively())) {
      assertThat(signatures.verifies(key, token)).isTrue();
      assertThat(signatures.verifies(TestKeys.another(algorithm, "a"), token)).isFalse();
      assertThat(signatures.verifies(key, with(token, new byte[signature.length]))).isFalse();
      for (int i = 0; i < signature.length; i++) {
        byte[] changed = signature.clone();
        changed[i] ^= 1;
        assertThat(signatures.verifies(key, with(token, changed))).isFalse();
        if (i > 0) {
          assertThat(signatures.verifies(key, with(token, Arrays.copyOf(signature, i)))).isFalse();
        }
      }
      Random random = new Random(SEED);
      for (int i = 0; i < 50; i++) {
        byte[] forged = new byte[1 + random.nextInt(100)];
        random.nextBytes(forged);
        assertThat(signatures.verifies(key, with(token, forged))).isFalse();
      }
    }
  }

  @Test
  void anotherAlgorithmThanTheKeysIsNeverItsOwn() throws Exception {
    SigningKey ec = TestKeys.one(SigningAlgorithm.ES256, "k");
    SigningKey rsa = TestKeys.one(SigningAlgorithm.RS256, "k");
    assertThat(Signatures.ofTheJdk().verifies(ec, signed(Signatures.ofTheJdk(), rsa))).isFalse();
    assertThat(Signatures.ofTheJdk().verifies(rsa, signed(Signatures.ofTheJdk(), ec))).isFalse();
  }

  @Test
  void aKeyOfAnotherTypeThanItsAlgorithmDoesNotSign() {
    assertThatThrownBy(() -> Signatures.ofTheJdk().signer(TestKeys.unfit()))
        .isInstanceOf(JOSEException.class);
  }

  @Test
  void theJdkSignsUntilTheNativeProviderIsAskedFor() {
    Signatures signatures = Signatures.ofTheJdk();
    assertThat(signatures.provider()).isEqualTo("the JDK's own provider");
    assertThat(signatures.preferNative()).isEmpty();
    assertThat(signatures.provider()).startsWith("AmazonCorrettoCryptoProvider ");
    assertThat(signatures.preferNative()).isEmpty();
  }

  @Test
  void whoeverAsksForTheNativeProviderWaitsUntilItIsLoaded() throws Exception {
    Signatures signatures = Signatures.ofTheJdk();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<String> ask =
          () -> {
            signatures.preferNative();
            return signatures.provider();
          };
      for (Future<String> provider : threads.invokeAll(Collections.nCopies(4, ask))) {
        assertThat(provider.get()).startsWith("AmazonCorrettoCryptoProvider ");
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Signatures natively() {
    Signatures signatures = Signatures.ofTheJdk();
    assertThat(signatures.preferNative()).isEmpty();
    return signatures;
  }

  private static JWSObject signed(Signatures signatures, SigningKey key) throws JOSEException {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(key.algorithm().name());
    JWSObject token = new JWSObject(new JWSHeader(algorithm), new Payload("any"));
    token.sign(signatures.signer(key));
    return token;
  }

  private static JWSObject with(JWSObject token, byte[] signature) throws Exception {
    Base64URL[] parts = token.getParsedParts();
    Base64URL header = parts == null ? token.getHeader().toBase64URL() : parts[0];
    return new JWSObject(header, token.getPayload(), Base64URL.encode(signature));
  }
}
