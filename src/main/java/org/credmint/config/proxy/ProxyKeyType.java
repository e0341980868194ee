// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.proxy;

import java.util.Locale;
import org.credmint.config.knob.InvalidKnobValueException;

/** The key that a new proxy gets. */
public enum ProxyKeyType {
  /** RSA of 2048 bits, which everything reads. */
  RSA2048("RSA", 2048, "RSA key of 2048 bits"),
  /** RSA of 3072 bits: as strong as the next, and a thousand times as slow to make. */
  RSA3072("RSA", 3072, "RSA key of 3072 bits"),
  /** An EC key on P-256. */
  P256("EC", 256, "EC key on P-256");

  private final String algorithm;
  private final int bits;
  private final String text;

  ProxyKeyType(String algorithm, int bits, String text) {
    this.algorithm = algorithm;
    this.bits = bits;
    this.text = text;
  }

  /** {@code RSA} or {@code EC}. */
  public String algorithm() {
    return algorithm;
  }

  /** Its size in bits. */
  public int bits() {
    return bits;
  }

  /** For people. */
  public String text() {
    return text;
  }

  /** The type of a name, in any case. */
  public static ProxyKeyType named(String text) throws InvalidKnobValueException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "rsa2048" -> RSA2048;
      case "rsa3072" -> RSA3072;
      case "p256" -> P256;
      default ->
          throw new InvalidKnobValueException(
              "is not a type of key", "write rsa2048, rsa3072 or p256");
    };
  }
}
