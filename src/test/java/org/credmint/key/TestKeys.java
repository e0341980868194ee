// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.credmint.credential.SigningAlgorithm;

/** Keys for the tests of this room and of those below, without files of their own. */
public final class TestKeys {
  private static final Path FIXTURES = Path.of("test-fixtures", "keys");

  /** Where no passphrase is configured. */
  static final PrivateKeyParser.Passphrase NO_PASSPHRASE =
      () -> {
        throw new UnusableKeyException("is encrypted", "name a passphrase");
      };

  private TestKeys() {}

  /** A key for an algorithm. */
  public static SigningKey one(SigningAlgorithm algorithm, String keyId) {
    String file = algorithm == SigningAlgorithm.ES256 ? "ec-stock.pem" : "rsa-stock.pem";
    return parsed(fixture(file), algorithm, keyId);
  }

  /** Another key than {@link #one} for an algorithm. */
  public static SigningKey another(SigningAlgorithm algorithm, String keyId) {
    String file =
        algorithm == SigningAlgorithm.ES256 ? "ec-openssl-sec1.pem" : "rsa-openssl-pkcs1.pem";
    return parsed(fixture(file), algorithm, keyId);
  }

  /** A key that claims to be of an algorithm that it is not of, so that it cannot sign. */
  public static SigningKey unfit() {
    try {
      return new SigningKey(
          "unfit",
          SigningAlgorithm.RS256,
          new PrivateKeyParser(SigningAlgorithm.ES256, NO_PASSPHRASE)
              .parse(fixture("ec-stock.pem")),
          Instant.EPOCH);
    } catch (UnusableKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  static SigningKey fixture(String name, SigningAlgorithm algorithm) {
    return parsed(fixture(name), algorithm, "local");
  }

  static byte[] fixture(String name) {
    try {
      return Files.readAllBytes(FIXTURES.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SigningKey parsed(byte[] pem, SigningAlgorithm algorithm, String keyId) {
    try {
      return new SigningKey(
          keyId,
          algorithm,
          new PrivateKeyParser(algorithm, NO_PASSPHRASE).parse(pem),
          Instant.EPOCH);
    } catch (UnusableKeyException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
