package org.credmint.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.credmint.credential.SigningAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SignaturesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final byte[] TEXT = "header.payload".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @EnumSource
  void theNativeProviderSignsWhatTheJdkVerifies(SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    Signatures signatures = Signatures.ofTheJdk();
    assertThat(signatures.preferNative()).isEmpty();
    SigningKey key = TestKeys.one(algorithm, "k");
    Signer signer = signatures.engine().signer(key);
    for (int i = 0; i < 3; i++) {
      assertThat(Signatures.ofTheJdk().verifies(key, TEXT, signer.sign(TEXT))).isTrue();
    }
    assertThat(signatures.provider()).startsWith("AmazonCorrettoCryptoProvider ");
  }

  @Test
  void theJdkSignsUntilManyTokensAreWantedWithinAMinute() {
    Signatures signatures = Signatures.nativeAbove(3);
    Signatures.Engine first = signatures.engine();
    for (int minute = 1; minute < 5; minute++) {
      for (int i = 0; i < 3; i++) {
        signatures.expect(1, NOW.plusSeconds(60L * minute));
        assertThat(signatures.engine()).isSameAs(first);
      }
    }
    signatures.expect(1, NOW.plusSeconds(60L * 4 + 59));
    Signatures.Engine next = signatures.engine();
    assertThat(next).isNotSameAs(first);
    signatures.expect(1, NOW.plusSeconds(6000));
    assertThat(signatures.engine()).isSameAs(next);
  }

  @Test
  void notOneOfManyTokensThatAreWantedAtOnceIsSignedByTheJdk() {
    Signatures signatures = Signatures.nativeAbove(3);
    Signatures.Engine first = signatures.engine();
    signatures.expect(3, NOW);
    assertThat(signatures.engine()).isSameAs(first);
    signatures.expect(4, NOW.plusSeconds(60));
    assertThat(signatures.engine()).isNotSameAs(first);
  }

  @Test
  void whoeverWantsManyTokensAtOnceWaitsUntilTheNativeProviderIsLoaded() throws Exception {
    Signatures signatures = Signatures.nativeAbove(3);
    ExecutorService rounds = Executors.newFixedThreadPool(4);
    try {
      Callable<String> round =
          () -> {
            signatures.expect(4, NOW);
            return signatures.provider();
          };
      for (Future<String> provider : rounds.invokeAll(Collections.nCopies(4, round))) {
        assertThat(provider.get()).startsWith("AmazonCorrettoCryptoProvider ");
      }
    } finally {
      rounds.shutdown();
    }
  }

  @Test
  void theJdkVerifiesUntilManyTokensAreToBeVerified() throws GeneralSecurityException {
    SigningKey key = TestKeys.one(SigningAlgorithm.ES256, "k");
    byte[] signature = Signatures.ofTheJdk().engine().signer(key).sign(TEXT);
    Signatures signatures = Signatures.nativeAbove(3);
    Signatures.Engine first = signatures.engine();
    for (int i = 0; i < 3; i++) {
      assertThat(signatures.verifies(key, TEXT, signature)).isTrue();
      assertThat(signatures.engine()).isSameAs(first);
    }
    assertThat(signatures.verifies(key, TEXT, signature)).isTrue();
    assertThat(signatures.engine()).isNotSameAs(first);
  }

  @Test
  void theJdkAlwaysSignsWhereThatIsAskedFor() {
    Signatures signatures = Signatures.ofTheJdk();
    Signatures.Engine first = signatures.engine();
    signatures.expect(Integer.MAX_VALUE, NOW);
    assertThat(signatures.engine()).isSameAs(first);
    assertThat(signatures.provider()).isEqualTo("the JDK's own provider");
  }

  @Test
  void theNativeProviderIsTriedOnceWhenThatIsAskedFor() {
    Signatures signatures = Signatures.ofTheJdk();
    Signatures.Engine first = signatures.engine();
    signatures.preferNative();
    Signatures.Engine next = signatures.engine();
    signatures.preferNative();
    assertThat(next).isNotSameAs(first).isSameAs(signatures.engine());
  }

  @Test
  void aClockBeforeTheEpochIsNoHindrance() {
    Signatures signatures = Signatures.nativeAbove(1_000_000);
    Signatures.Engine first = signatures.engine();
    signatures.expect(1, Instant.MIN);
    signatures.expect(1, Instant.MAX);
    assertThat(signatures.engine()).isSameAs(first);
  }

  @Test
  void aProviderThatKnowsOnlyDerSignaturesIsTranslated() throws GeneralSecurityException {
    SigningKey key = TestKeys.one(SigningAlgorithm.ES256, "k");
    Optional<Provider> provider = Optional.of(new OnlyDer());
    Signer signer = Signer.of(key, provider);
    for (int i = 0; i < 20; i++) {
      byte[] signature = signer.sign(TEXT);
      assertThat(signature).hasSize(64);
      assertThat(Signatures.ofTheJdk().verifies(key, TEXT, signature)).isTrue();
      assertThat(Signer.verify(key, provider, TEXT, signature)).isTrue();
      for (int length = 0; length < 64; length++) {
        byte[] cut = Arrays.copyOf(signature, length);
        assertThat(Signer.verify(key, provider, TEXT, cut)).isFalse();
      }
      assertThat(Signer.verify(key, provider, TEXT, new byte[64])).isFalse();
    }
  }

  /** Offers one of the JDK's signature algorithms under its name, and no other. */
  private static final class OnlyDer extends Provider {
    private static final long serialVersionUID = 1L;

    OnlyDer() throws GeneralSecurityException {
      super("OnlyDer", "1", "for tests");
      Provider jdk = Signature.getInstance("SHA256withECDSA").getProvider();
      putService(
          new Service(this, "Signature", "SHA256withECDSA", "unused", List.of(), null) {
            @Override
            public Object newInstance(Object parameter)
                throws java.security.NoSuchAlgorithmException {
              return jdk.getService("Signature", "SHA256withECDSA").newInstance(parameter);
            }

            @Override
            public boolean supportsParameter(Object parameter) {
              return true;
            }
          });
    }
  }
}
