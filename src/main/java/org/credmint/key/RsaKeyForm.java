package org.credmint.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** The RSAPrivateKey of RFC 8017 appendix A.1.2, with two primes. */
final class RsaKeyForm {
  /** RFC 7518 section 3.3. */
  private static final int MIN_BITS = 2048;

  /** The JDK's own limit; a signature takes a second there. */
  private static final int MAX_BITS = 16384;

  private static final String MAKE_ONE =
      "generate a 3072-bit key, for example with 'openssl genrsa 3072'";

  private RsaKeyForm() {}

  static KeyPair read(Der der) throws UnusableKey, GeneralSecurityException {
    Der key = der.enter(Der.SEQUENCE);
    if (key.integer().signum() != 0) {
      throw new UnusableKey(
          "RSA key", "has more than two primes, which is not supported", MAKE_ONE);
    }
    RSAPrivateCrtKeySpec numbers = numbers(key);
    key.end();
    check(numbers);
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(
            new RSAPublicKeySpec(numbers.getModulus(), numbers.getPublicExponent())),
        factory.generatePrivate(numbers));
  }

  /** They stand in the order in which Java wants them. */
  private static RSAPrivateCrtKeySpec numbers(Der key) throws UnusableKey {
    BigInteger modulus = key.integer();
    BigInteger publicExponent = key.integer();
    BigInteger privateExponent = key.integer();
    BigInteger primeP = key.integer();
    BigInteger primeQ = key.integer();
    BigInteger exponentP = key.integer();
    BigInteger exponentQ = key.integer();
    BigInteger coefficient = key.integer();
    return new RSAPrivateCrtKeySpec(
        modulus,
        publicExponent,
        privateExponent,
        primeP,
        primeQ,
        exponentP,
        exponentQ,
        coefficient);
  }

  private static void check(RSAPrivateCrtKeySpec key) throws UnusableKey {
    int bits = key.getModulus().bitLength();
    if (bits < MIN_BITS) {
      throw new UnusableKey(
          "RSA key of " + bits + " bits", "is too weak: RS256 needs 2048 or more", MAKE_ONE);
    }
    if (bits > MAX_BITS) {
      throw new UnusableKey(
          "RSA key of " + bits + " bits", "is too large: Java takes up to 16384", MAKE_ONE);
    }
    boolean whole =
        key.getPrimeP().multiply(key.getPrimeQ()).equals(key.getModulus())
            && undoes(key.getPublicExponent(), key.getPrimeExponentP(), key.getPrimeP())
            && undoes(key.getPublicExponent(), key.getPrimeExponentQ(), key.getPrimeQ())
            && key.getCrtCoefficient().signum() > 0;
    if (!whole) {
      throw new UnusableKey("public key does not match the private key", "generate a new key");
    }
  }

  /** Whether the exponents are inverses modulo prime − 1 (RFC 8017 section 3.2). */
  private static boolean undoes(BigInteger exponent, BigInteger other, BigInteger prime) {
    BigInteger order = prime.subtract(BigInteger.ONE);
    return order.signum() > 0 && exponent.multiply(other).mod(order).equals(BigInteger.ONE);
  }
}
