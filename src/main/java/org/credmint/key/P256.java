package org.credmint.key;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;

/**
 * The curve P-256 (FIPS 186-5, SEC 2 section 2.4.2), and the public point of a private number on
 * it.
 *
 * <p>JDK 17 has no interface that makes the public half of a private key. Bouncy Castle has one,
 * but its first use takes 0.1 s and 6 MB, while this takes 20 ms. The arithmetic does not run in
 * constant time; so that its time tells nothing of the key, a random multiple of the group's order
 * is added to the number first (J.-S. Coron, CHES 1999, section 5.1). Signing never comes here.
 */
final class P256 {
  /** Bytes of a coordinate and of a private number. */
  static final int FIELD_BYTES = 32;

  private static final int BLINDING_BITS = 64;
  private static final byte COMPRESSED_EVEN = 2;
  private static final byte UNCOMPRESSED = 4;

  private final ECParameterSpec parameters;
  private final BigInteger prime;
  private final SecureRandom random;

  private P256(ECParameterSpec parameters, SecureRandom random) {
    this.parameters = parameters;
    this.prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    this.random = random;
  }

  static P256 create(SecureRandom random) throws GeneralSecurityException {
    AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
    named.init(new ECGenParameterSpec("secp256r1"));
    return new P256(named.getParameterSpec(ECParameterSpec.class), random);
  }

  ECParameterSpec parameters() {
    return parameters;
  }

  /** Whether a number is a private key: from 1 to the group's order less 1. */
  boolean isPrivateNumber(BigInteger number) {
    return number.signum() > 0 && number.compareTo(parameters.getOrder()) < 0;
  }

  /** The public point that belongs to a private number. */
  ECPoint publicPoint(BigInteger privateNumber) {
    BigInteger blinding = new BigInteger(BLINDING_BITS, random);
    BigInteger factor = privateNumber.add(parameters.getOrder().multiply(blinding));
    Jacobian point = Jacobian.of(parameters.getGenerator());
    for (int bit = factor.bitLength() - 2; bit >= 0; bit--) {
      point = twice(point);
      if (factor.testBit(bit)) {
        point = plusBase(point);
      }
    }
    return affine(point);
  }

  /** Whether these bytes are this point, uncompressed or compressed (SEC 1 section 2.3.3). */
  static boolean isEncodingOf(ECPoint point, byte[] encoded) {
    boolean uncompressed = encoded.length > 0 && encoded[0] == UNCOMPRESSED;
    return Arrays.equals(uncompressed ? encode(point) : compress(point), encoded);
  }

  /** The uncompressed form of a point (SEC 1 section 2.3.3). */
  static byte[] encode(ECPoint point) {
    byte[] encoded = new byte[1 + 2 * FIELD_BYTES];
    encoded[0] = UNCOMPRESSED;
    System.arraycopy(unsigned(point.getAffineX()), 0, encoded, 1, FIELD_BYTES);
    System.arraycopy(unsigned(point.getAffineY()), 0, encoded, 1 + FIELD_BYTES, FIELD_BYTES);
    return encoded;
  }

  private static byte[] compress(ECPoint point) {
    byte[] encoded = new byte[1 + FIELD_BYTES];
    encoded[0] = (byte) (COMPRESSED_EVEN + (point.getAffineY().testBit(0) ? 1 : 0));
    System.arraycopy(unsigned(point.getAffineX()), 0, encoded, 1, FIELD_BYTES);
    return encoded;
  }

  /** A number below 2^256 as 32 bytes, the highest first. */
  static byte[] unsigned(BigInteger number) {
    byte[] signed = number.toByteArray();
    byte[] fixed = new byte[FIELD_BYTES];
    int length = Math.min(signed.length, FIELD_BYTES);
    System.arraycopy(signed, signed.length - length, fixed, FIELD_BYTES - length, length);
    Arrays.fill(signed, (byte) 0);
    return fixed;
  }

  /**
   * A point as (x/z², y/z³), so that a division is needed only at the end; the point at infinity
   * has z = 0.
   */
  private record Jacobian(BigInteger x, BigInteger y, BigInteger z) {
    static Jacobian of(ECPoint point) {
      return new Jacobian(point.getAffineX(), point.getAffineY(), BigInteger.ONE);
    }
  }

  private ECPoint affine(Jacobian point) {
    BigInteger inverse = point.z.modInverse(prime);
    BigInteger square = times(inverse, inverse);
    return new ECPoint(times(point.x, square), times(point.y, times(square, inverse)));
  }

  /** Doubling on a curve with a = −3: "dbl-2001-b" of the Explicit-Formulas Database. */
  private Jacobian twice(Jacobian p) {
    BigInteger delta = times(p.z, p.z);
    BigInteger gamma = times(p.y, p.y);
    BigInteger beta = times(p.x, gamma);
    BigInteger alpha = times(BigInteger.valueOf(3), times(p.x.subtract(delta), p.x.add(delta)));
    BigInteger x = times(alpha, alpha).subtract(beta.shiftLeft(3)).mod(prime);
    BigInteger z = times(p.y.shiftLeft(1), p.z);
    BigInteger y =
        times(alpha, beta.shiftLeft(2).subtract(x))
            .subtract(times(gamma, gamma).shiftLeft(3))
            .mod(prime);
    return new Jacobian(x, y, z);
  }

  /** Adds the base point: "madd-2004-hmv" with the cases that it leaves out. */
  private Jacobian plusBase(Jacobian p) {
    if (p.z.signum() == 0) {
      return Jacobian.of(parameters.getGenerator());
    }
    BigInteger zz = times(p.z, p.z);
    BigInteger baseX = times(parameters.getGenerator().getAffineX(), zz);
    BigInteger baseY = times(parameters.getGenerator().getAffineY(), times(zz, p.z));
    BigInteger h = baseX.subtract(p.x);
    BigInteger r = baseY.subtract(p.y);
    if (h.signum() == 0 && r.signum() == 0) {
      return twice(p);
    }
    BigInteger hh = times(h, h);
    BigInteger hhh = times(h, hh);
    BigInteger v = times(p.x, hh);
    BigInteger x = times(r, r).subtract(hhh).subtract(v.shiftLeft(1)).mod(prime);
    BigInteger y = times(r, v.subtract(x)).subtract(times(p.y, hhh)).mod(prime);
    return new Jacobian(x, y, times(p.z, h));
  }

  private BigInteger times(BigInteger a, BigInteger b) {
    return a.multiply(b).mod(prime);
  }
}
