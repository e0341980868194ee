// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.idtoken;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * A key that signs IDTOKENs, as HTCondor derives it from a file: the file's bytes are unscrambled
 * by a constant pattern, those of the pool's key are written twice in a row, and HKDF-SHA256 (RFC
 * 5869) makes 32 bytes of them. Source: HTCondor's {@code getTokenSigningKey} and {@code
 * condor_auth_passwd.cpp}, 23.9 to 25.14.
 *
 * <p>Nothing prints the key. Safe for use by several threads.
 */
public final class TokenKey {
  /** Fewer bytes could be guessed from a token, since whoever holds one can test guesses. */
  static final int FEWEST_BYTES = 16;

  private static final byte[] PATTERN = {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef};
  private static final byte[] SALT = "htcondor".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INFO = "master jwt".getBytes(StandardCharsets.US_ASCII);
  private static final int DERIVED_BYTES = 32;

  private final String keyId;
  private final byte[] derived;
  private final String fingerprint;

  private TokenKey(String keyId, byte[] derived) {
    this.keyId = keyId;
    this.derived = derived;
    this.fingerprint = fingerprintOf(derived);
  }

  /**
   * The key of a file that is not the pool's.
   *
   * @param keyId the file's name
   * @param file its content
   */
  public static TokenKey named(String keyId, byte[] file) {
    byte[] plain = scramble(file);
    try {
      return new TokenKey(keyId, derive(plain));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * The pool's key.
   *
   * @param keyId {@code POOL}
   * @param file the file's content
   * @param isPassword whether it ends at the first NUL, before it is unscrambled and after
   */
  public static TokenKey ofPool(String keyId, byte[] file, boolean isPassword) {
    byte[] plain = plainOfPool(file, isPassword);
    byte[] twice = Arrays.copyOf(plain, 2 * plain.length);
    System.arraycopy(plain, 0, twice, plain.length, plain.length);
    try {
      return new TokenKey(keyId, derive(twice));
    } finally {
      Arrays.fill(plain, (byte) 0);
      Arrays.fill(twice, (byte) 0);
    }
  }

  /** How many bytes of the file of the pool's key count. */
  static int lengthOfPool(byte[] file, boolean isPassword) {
    byte[] plain = plainOfPool(file, isPassword);
    Arrays.fill(plain, (byte) 0);
    return plain.length;
  }

  private static byte[] plainOfPool(byte[] file, boolean isPassword) {
    return isPassword ? untilNul(scramble(untilNul(file))) : scramble(file);
  }

  private static byte[] untilNul(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Scrambles as HTCondor does, or undoes that; a new array. */
  static byte[] scramble(byte[] bytes) {
    byte[] result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = (byte) (bytes[i] ^ PATTERN[i % PATTERN.length]);
    }
    return result;
  }

  private static byte[] derive(byte[] material) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(new HKDFParameters(material, SALT, INFO));
    byte[] derived = new byte[DERIVED_BYTES];
    generator.generateBytes(derived, 0, DERIVED_BYTES);
    return derived;
  }

  private static String fingerprintOf(byte[] derived) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(derived, 0, derived.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return HexFormat.of().formatHex(hash);
  }

  /** {@code kid}, by which a daemon finds the key. */
  public String keyId() {
    return keyId;
  }

  /** SHA-256 of what signs, in hexadecimal: two keys of one name differ in it. */
  public String fingerprint() {
    return fingerprint;
  }

  /** A token in compact form. */
  String sign(Payload payload) {
    JWSObject token =
        new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId).build(), payload);
    try {
      token.sign(new MACSigner(derived));
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java computes HMAC-SHA256", e);
    }
    return token.serialize();
  }

  /** Whether this key signed a token, with HMAC-SHA256 whatever the header says. */
  public boolean verifies(String token) {
    try {
      JWSObject read = JWSObject.parse(token);
      return JWSAlgorithm.HS256.equals(read.getHeader().getAlgorithm())
          && read.verify(new MACVerifier(derived));
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }

  /** Tells the name only. */
  @Override
  public String toString() {
    return "TokenKey[" + keyId + "]";
  }
}
