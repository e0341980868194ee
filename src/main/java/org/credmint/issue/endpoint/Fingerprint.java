// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells secrets from each other without telling any: the first half of a SHA-256. */
public final class Fingerprint {
  private static final int BYTES = 16;

  private Fingerprint() {}

  /** 32 hexadecimal digits. */
  public static String of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** 32 hexadecimal digits. */
  public static String of(byte[] secret) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
