package org.credmint.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The ECPrivateKey of RFC 5915 section 3, for keys on P-256. */
final class EcKeyForm {
  private static final byte[] OID_P256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
  private static final String HEX_P256 = "2a8648ce3d030107";
  private static final Map<String, String> OTHER_CURVES =
      Map.of("2b81040022", "P-384", "2b81040023", "P-521", "2b8104000a", "secp256k1");
  private static final String USE_P256 =
      "generate a P-256 key, for example with 'openssl ecparam -name prime256v1 -genkey -noout'";

  private final P256 curve;

  EcKeyForm(P256 curve) {
    this.curve = curve;
  }

  /**
   * Reads a key.
   *
   * @param outerCurve the curve's name where PKCS#8 has it outside (RFC 5480 section 2.1.1)
   */
  KeyPair read(Der der, Optional<Der> outerCurve) throws UnusableKey, GeneralSecurityException {
    Der key = der.enter(Der.SEQUENCE);
    key.integer();
    BigInteger number = key.enter(Der.OCTET_STRING).unsigned();
    if (outerCurve.isPresent()) {
      checkCurve(outerCurve.get());
    }
    if (key.next(Der.context(0))) {
      checkCurve(key.enter(Der.context(0)));
    } else if (outerCurve.isEmpty()) {
      throw new UnusableKey("EC key", "does not name its curve", USE_P256);
    }
    if (!curve.isPrivateNumber(number)) {
      throw Der.damaged();
    }
    ECPoint point = curve.publicPoint(number);
    if (key.next(Der.context(1)) && !P256.isEncodingOf(point, key.enter(Der.context(1)).bits())) {
      throw new UnusableKey("public key does not match the private key", "generate a new key");
    }
    return pair(number, point);
  }

  /** A key in the form that the stock monitor writes too, with the public half in it. */
  static byte[] write(BigInteger number, ECPoint point) {
    byte[] privateHalf = P256.unsigned(number);
    byte[] publicHalf = P256.encode(point);
    byte[] encoded =
        concat(
            new byte[] {Der.SEQUENCE, 119, Der.INTEGER, 1, 1, Der.OCTET_STRING, 32},
            privateHalf,
            new byte[] {(byte) Der.context(0), 10, Der.OBJECT_ID, 8},
            OID_P256,
            new byte[] {(byte) Der.context(1), 68, Der.BIT_STRING, 66, 0},
            publicHalf);
    Arrays.fill(privateHalf, (byte) 0);
    return encoded;
  }

  private KeyPair pair(BigInteger number, ECPoint point) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("EC");
    return new KeyPair(
        factory.generatePublic(new ECPublicKeySpec(point, curve.parameters())),
        factory.generatePrivate(new ECPrivateKeySpec(number, curve.parameters())));
  }

  private static void checkCurve(Der name) throws UnusableKey {
    if (!name.next(Der.OBJECT_ID)) {
      throw new UnusableKey(
          "EC key", "has explicit curve parameters instead of a named curve", USE_P256);
    }
    String oid = name.objectId();
    if (!oid.equals(HEX_P256)) {
      throw new UnusableKey(
          "EC key on " + OTHER_CURVES.getOrDefault(oid, "another curve"),
          "cannot be used with ES256, which requires P-256",
          USE_P256);
    }
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
