package org.credmint.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;
import org.credmint.credential.SigningAlgorithm;

/**
 * Signs with one key, again and again: the costly part, handing the key to the provider, is done
 * once. For one thread at a time.
 */
public final class Signer {
  private static final String RS256 = "SHA256withRSA";
  private static final String ES256 = "SHA256withECDSAinP1363Format";
  private static final String ES256_DER = "SHA256withECDSA";
  private static final int ES256_BYTES = 2 * P256.FIELD_BYTES;

  private final Signature signature;

  /** Whether the provider gives ECDSA signatures only as X.509 has them. */
  private final boolean isDer;

  private Signer(Signature signature) {
    this.signature = signature;
    this.isDer = isDer(signature);
  }

  /**
   * Makes a signer.
   *
   * @param provider which provider signs; empty for the JDK's choice
   */
  static Signer of(SigningKey key, Optional<Provider> provider)
      throws NoSuchAlgorithmException, InvalidKeyException {
    Signature signature = open(key.algorithm(), provider);
    key.initSign(signature);
    return new Signer(signature);
  }

  /**
   * Signs what these arrays hold, one after the other.
   *
   * @return the signature in the form of RFC 7518 sections 3.3 and 3.4
   * @throws SignatureException when the provider fails; the signer is of no use any more
   */
  public byte[] sign(byte[]... parts) throws SignatureException {
    for (byte[] part : parts) {
      signature.update(part);
    }
    byte[] signed = signature.sign();
    return isDer ? Transcoder.fromDer(signed) : signed;
  }

  /** Whether a signature in the form of RFC 7518 sections 3.3 and 3.4 is the key's. */
  static boolean verify(SigningKey key, Optional<Provider> provider, byte[] bytes, byte[] signed) {
    try {
      Signature signature = open(key.algorithm(), provider);
      signature.initVerify(key.publicKey());
      signature.update(bytes);
      return signature.verify(isDer(signature) ? Transcoder.toDer(signed) : signed);
    } catch (SignatureException e) {
      return false; // not even the length fits
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("what signs with a key verifies with it", e);
    }
  }

  private static boolean isDer(Signature signature) {
    return signature.getAlgorithm().equals(ES256_DER);
  }

  private static Signature open(SigningAlgorithm algorithm, Optional<Provider> provider)
      throws NoSuchAlgorithmException {
    if (algorithm == SigningAlgorithm.RS256) {
      return open(RS256, provider);
    }
    try {
      return open(ES256, provider);
    } catch (NoSuchAlgorithmException e) {
      return open(ES256_DER, provider);
    }
  }

  private static Signature open(String name, Optional<Provider> provider)
      throws NoSuchAlgorithmException {
    return provider.isPresent()
        ? Signature.getInstance(name, provider.get())
        : Signature.getInstance(name);
  }

  /** Apart, so that Nimbus is loaded only where it is needed. */
  private static final class Transcoder {
    static byte[] fromDer(byte[] der) throws SignatureException {
      try {
        return ECDSA.transcodeSignatureToConcat(der, ES256_BYTES);
      } catch (JOSEException e) {
        throw new SignatureException("the provider's signature is not DER", e);
      }
    }

    static byte[] toDer(byte[] signed) throws SignatureException {
      if (signed.length != ES256_BYTES) {
        throw new SignatureException(signed.length + " bytes, not " + ES256_BYTES);
      }
      try {
        return ECDSA.transcodeSignatureToDER(signed);
      } catch (JOSEException e) {
        throw new SignatureException("two numbers are expected", e);
      }
    }
  }
}
