// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names for a credential that stay the same when it is renewed. */
public final class StableId {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BITS_PER_LETTER = 5;
  private static final int GLIDEINWMS_LETTERS = 8;

  private StableId() {}

  /**
   * The id in full: SHA-256 over type, purpose, trust domain, security class, identity and target,
   * each preceded by its length in bytes and a colon, in UTF-8.
   *
   * @param identity whom the credential speaks for
   * @return 64 hexadecimal digits
   */
  public static String of(CredentialType type, Role role, String identity) {
    MessageDigest digest = digest("SHA-256");
    add(type.toString(), digest);
    add(role.purpose().name(), digest);
    add(role.trustDomain(), digest);
    add(role.securityClass(), digest);
    add(identity, digest);
    add(role.target(), digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(String field, MessageDigest digest) {
    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  /**
   * The id that GlideinWMS 3.11 gives the same credential in job and slot ads: the first 40 bits of
   * an MD5 over identity, purpose, trust domain, security class and type, in base32. It knows no
   * target, and is short enough to clash.
   *
   * @param identity what GlideinWMS takes for it: {@code sub}, or the subject of the first
   *     certificate
   * @return eight characters
   */
  public static String ofGlideinWms(CredentialType type, Role role, String identity) {
    String text =
        identity
            + role.purpose().inGlideinWms()
            + role.trustDomain()
            + role.securityClass()
            + type.toString();
    byte[] hash = digest("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    long bits = 0;
    for (int i = 0; i < BITS_PER_LETTER; i++) {
      bits = bits << Byte.SIZE | (hash[i] & 0xff);
    }
    StringBuilder id = new StringBuilder(GLIDEINWMS_LETTERS);
    for (int letter = GLIDEINWMS_LETTERS - 1; letter >= 0; letter--) {
      id.append(BASE32.charAt((int) (bits >> (letter * BITS_PER_LETTER)) & 31));
    }
    return id.toString();
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
