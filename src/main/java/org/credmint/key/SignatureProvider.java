// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what computes and verifies signatures for Nimbus: the Amazon Corretto Crypto Provider
 * once {@link #preferNative} has loaded it, whose native code is more than ten times as fast; the
 * JDK before, and where it does not load. Safe for use by several threads.
 */
public final class SignatureProvider {
  private final Object loading = new Object();
  private volatile Choice choice = new Choice(Optional.empty(), Optional.empty());
  private volatile boolean triedNative;

  private record Choice(Optional<Provider> provider, Optional<String> whyNotNative) {}

  private SignatureProvider() {}

  /** The JDK's provider, until {@link #preferNative} is called. */
  public static SignatureProvider ofTheJdk() {
    return new SignatureProvider();
  }

  /**
   * Has the native provider loaded when it returns; takes 0.2 s once.
   *
   * @return why it does not load, so that the JDK's provider stays in use; empty where it does
   */
  public Optional<String> preferNative() {
    synchronized (loading) {
      if (!triedNative) {
        choice = loadNative();
        triedNative = true;
      }
    }
    return choice.whyNotNative();
  }

  /**
   * A signer for one key.
   *
   * @throws JOSEException where the key does not fit its algorithm
   */
  public JWSSigner signer(SigningKey key) throws JOSEException {
    JWSSigner signer = key.signer();
    choice.provider().ifPresent(signer.getJCAContext()::setProvider);
    return signer;
  }

  /** Whether the signature of a token is this key's, by this key's algorithm. */
  public boolean verifies(SigningKey key, JWSObject token) {
    try {
      JWSVerifier verifier = key.verifier();
      choice.provider().ifPresent(verifier.getJCAContext()::setProvider);
      return token.getHeader().getAlgorithm().getName().equals(key.algorithm().name())
          && token.verify(verifier);
    } catch (JOSEException e) {
      return false;
    }
  }

  /**
   * A new pair of keys.
   *
   * @param algorithm {@code RSA} or {@code EC}
   * @param bits their size; 256 of an EC key stands for P-256
   */
  public KeyPair generate(String algorithm, int bits) {
    try {
      Optional<Provider> own = choice.provider();
      KeyPairGenerator generator =
          own.isPresent()
              ? KeyPairGenerator.getInstance(algorithm, own.get())
              : KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java makes EC and RSA keys", e);
    }
  }

  /** Name and version of what signs at the moment. */
  public String provider() {
    return choice
        .provider()
        .map(provider -> provider.getName() + " " + provider.getVersionStr())
        .orElse("the JDK's own provider");
  }

  private static Choice loadNative() {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      provider.assertHealthy();
      return new Choice(Optional.of(provider), Optional.empty());
    } catch (RuntimeException | LinkageError e) {
      return new Choice(Optional.empty(), Optional.of(rootOf(e)));
    }
  }

  /** The loader tries two places, and tells of the second one only as suppressed by the first. */
  private static String rootOf(Throwable thrown) {
    Throwable root = thrown;
    for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
      root = t;
    }
    Throwable[] suppressed = root.getSuppressed();
    Throwable told = suppressed.length == 0 ? root : suppressed[suppressed.length - 1];
    return told.getClass().getSimpleName() + ": " + told.getMessage();
  }
}
