// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Random;
import org.credmint.credential.SigningAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivateKeyParserTest {
  private static final long SEED = 20261122;

  @ParameterizedTest
  @CsvSource({
    "ES256, ec-stock.pem, ec-stock.pub",
    "ES256, ec-openssl-sec1.pem, ec-openssl-sec1.pub",
    "ES256, ec-openssl-pkcs8.pem, ec-openssl-sec1.pub",
    "ES256, ec-openssl-no-public.pem, ec-openssl-sec1.pub",
    "ES256, ec-openssl-compressed.pem, ec-openssl-sec1.pub",
    "RS256, rsa-stock.pem, rsa-stock.pub",
    "RS256, rsa-openssl-pkcs1.pem, rsa-openssl-pkcs1.pub",
    "RS256, rsa-openssl-pkcs8.pem, rsa-openssl-pkcs1.pub"
  })
  void aKeyOfAnyUsualFormHasThePublicHalfThatItsMakerSaid(
      SigningAlgorithm algorithm, String file, String publicFile) {
    assertThat(TestKeys.fixture(file, algorithm).toPublicPem())
        .isEqualTo(new String(TestKeys.fixture(publicFile), StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ES256 | rsa-stock.pem | RSA key | does not match PRIVATE_KEY_ALGORITHM ES256",
        "RS256 | ec-stock.pem | EC key | does not match PRIVATE_KEY_ALGORITHM RS256",
        "RS256 | bad-rsa-1024.pem | RSA key of 1024 bits | is too weak",
        "RS256 | bad-rsa-pss.pem | RSA-PSS key | does not match",
        "ES256 | bad-ed25519.pem | Ed25519 key | does not match",
        "ES256 | bad-ec-p384.pem | EC key on P-384 | cannot be used with ES256",
        "ES256 | bad-ec-secp256k1.pem | EC key on secp256k1 | cannot be used with ES256",
        "ES256 | bad-ec-explicit-curve.pem | EC key | explicit curve parameters",
        "ES256 | bad-ec-encrypted-sec1.pem | '' | is encrypted",
        "ES256 | bad-ec-encrypted-pkcs8.pem | '' | is encrypted",
        "ES256 | bad-ec-openssh.pem | '' | is in OpenSSH format",
        "ES256 | ec-stock.pub | '' | no private key",
        "ES256 | README.md | '' | is not a PEM file"
      })
  void aKeyThatDoesNotFitIsRefusedWithWhatWasFound(
      SigningAlgorithm algorithm, String file, String found, String reason) {
    UnusableKeyException e = refusalOf(TestKeys.fixture(file), algorithm);
    assertThat(e.found()).isEqualTo(found);
    assertThat(e.reason()).contains(reason);
    assertThat(e.fix()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ES256, ec-openssl-encrypted-pkcs8.pem, ec-openssl-sec1.pem",
    "ES256, ec-openssl-encrypted-scrypt.pem, ec-openssl-sec1.pem",
    "ES256, ec-openssl-encrypted-sec1.pem, ec-openssl-sec1.pem",
    "RS256, rsa-openssl-encrypted-pkcs8.pem, rsa-openssl-pkcs1.pem",
    "RS256, rsa-openssl-encrypted-pkcs1.pem, rsa-openssl-pkcs1.pem"
  })
  void anEncryptedKeyIsOpenedByItsPassphraseAndByNoOther(
      SigningAlgorithm algorithm, String file, String plain) throws UnusableKeyException {
    byte[] encrypted = TestKeys.fixture(file);
    KeyPair pair =
        new PrivateKeyParser(algorithm, () -> "open sesame".toCharArray()).parse(encrypted);
    assertThat(pair.getPublic()).isEqualTo(TestKeys.fixture(plain, algorithm).publicKey());
    UnusableKeyException e =
        catchThrowableOfType(
            UnusableKeyException.class,
            () ->
                new PrivateKeyParser(algorithm, () -> "open barley".toCharArray())
                    .parse(TestKeys.fixture(file)));
    assertThat(e.reason())
        .contains("the configured passphrase does not decrypt it")
        .doesNotContain("barley");
  }

  @Test
  void theCharactersOfThePassphraseAreWiped() throws UnusableKeyException {
    char[] phrase = "open sesame".toCharArray();
    byte[] file = TestKeys.fixture("ec-openssl-encrypted-pkcs8.pem");
    assertThat(new PrivateKeyParser(SigningAlgorithm.ES256, () -> phrase).parse(file)).isNotNull();
    assertThat(phrase).containsOnly('\0');
  }

  @Test
  void noPassphraseIsAskedForWhereTheKeyIsNotEncrypted() throws UnusableKeyException {
    assertThat(parse(TestKeys.fixture("ec-stock.pem"), SigningAlgorithm.ES256)).isNotNull();
  }

  @Test
  void textAroundTheBlockIsPassedOver() throws UnusableKeyException {
    String pem = new String(TestKeys.fixture("ec-stock.pem"), StandardCharsets.US_ASCII);
    String around =
        "\ufeffthe key of ap1, do not copy: --\r\n\n" + pem.replace("\n", "\r\n") + "bye";
    assertThat(parse(around.getBytes(StandardCharsets.UTF_8), SigningAlgorithm.ES256)).isNotNull();
  }

  @Test
  void theBlocksOfACertificateOrAPublicKeyDoNotCount() throws UnusableKeyException {
    byte[] both = concat(TestKeys.fixture("ec-stock.pub"), TestKeys.fixture("ec-stock.pem"));
    assertThat(parse(both, SigningAlgorithm.ES256)).isNotNull();
  }

  @Test
  void twoKeysInOneFileAreRefused() {
    byte[] both = concat(TestKeys.fixture("ec-stock.pem"), TestKeys.fixture("ec-openssl-sec1.pem"));
    assertThatThrownBy(() -> parse(both, SigningAlgorithm.ES256))
        .hasMessageContaining("several private keys");
  }

  @Test
  void aPublicHalfOfAnotherKeyIsRefused() {
    byte[] file = TestKeys.fixture("ec-stock.pem");
    byte[] other = TestKeys.fixture("ec-openssl-pkcs8.pem");
    byte[] der = contentOf(file);
    System.arraycopy(publicPartOf(contentOf(other)), 0, der, der.length - 64, 64);
    assertThatThrownBy(() -> parse(Pem.encode("EC PRIVATE KEY", der), SigningAlgorithm.ES256))
        .hasMessageContaining("does not match the private key");
  }

  @Test
  void anRsaKeyWhosePublicHalfWasChangedIsRefused() {
    byte[] der = contentOf(TestKeys.fixture("rsa-openssl-pkcs1.pem"));
    der[100] ^= 1; // inside the modulus
    assertThatThrownBy(() -> parse(Pem.encode("RSA PRIVATE KEY", der), SigningAlgorithm.RS256))
        .hasMessageContaining("does not match the private key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec-openssl-sec1.pem", "ec-openssl-pkcs8.pem", "rsa-openssl-pkcs8.pem"})
  void aFileCutOffAnywhereIsRefused(String name) {
    byte[] file = TestKeys.fixture(name);
    SigningAlgorithm algorithm = algorithmOf(name);
    int endLine = new String(file, StandardCharsets.US_ASCII).lastIndexOf("-----END ") + 9;
    for (int length = 0; length < endLine; length++) {
      UnusableKeyException e = refusalOf(Arrays.copyOf(file, length), algorithm);
      assertThat(e).as("cut to %d bytes", length).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec-stock.pem",
        "ec-openssl-pkcs8.pem",
        "rsa-openssl-pkcs1.pem",
        "rsa-openssl-pkcs8.pem"
      })
  void aDamagedKeyIsRefusedOrStillOnePairNeverAnythingElse(String name) {
    Random random = new Random(SEED);
    String label = name.contains("pkcs8") ? "PRIVATE KEY" : labelOf(name);
    byte[] whole = contentOf(TestKeys.fixture(name));
    for (int i = 0; i < 400; i++) {
      byte[] der = mutate(whole, random);
      try {
        assertThat(parse(Pem.encode(label, der), algorithmOf(name))).isNotNull();
      } catch (UnusableKeyException e) {
        assertThat(e.reason()).isNotEmpty();
      }
    }
  }

  @Test
  void anyBytesAreRefused() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      byte[] file = new byte[random.nextInt(300)];
      random.nextBytes(file);
      assertThat(refusalOf(file, SigningAlgorithm.ES256)).isNotNull();
      byte[] block = Pem.encode(i % 2 == 0 ? "PRIVATE KEY" : "EC PRIVATE KEY", file);
      assertThat(refusalOf(block, SigningAlgorithm.ES256)).isNotNull();
    }
  }

  @Test
  void aReasonNeverShowsTheFile() {
    byte[] file =
        "-----BEGIN PRIVATE KEY-----\nthis!is!secret\n-----END PRIVATE KEY-----\n"
            .getBytes(StandardCharsets.US_ASCII);
    UnusableKeyException e = refusalOf(file, SigningAlgorithm.ES256);
    assertThat(e.found() + e.reason() + e.fix()).doesNotContain("secret");
  }

  private static KeyPair parse(byte[] file, SigningAlgorithm algorithm)
      throws UnusableKeyException {
    return new PrivateKeyParser(algorithm, TestKeys.NO_PASSPHRASE).parse(file);
  }

  private static UnusableKeyException refusalOf(byte[] file, SigningAlgorithm algorithm) {
    return catchThrowableOfType(UnusableKeyException.class, () -> parse(file, algorithm));
  }

  private static byte[] contentOf(byte[] file) {
    try {
      return Pem.blocks(file).stream()
          .filter(block -> block.getType().endsWith("PRIVATE KEY"))
          .findFirst()
          .orElseThrow()
          .getContent();
    } catch (UnusableKeyException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] publicPartOf(byte[] der) {
    return Arrays.copyOfRange(der, der.length - 64, der.length);
  }

  private static SigningAlgorithm algorithmOf(String name) {
    return name.startsWith("ec") ? SigningAlgorithm.ES256 : SigningAlgorithm.RS256;
  }

  private static String labelOf(String name) {
    return name.startsWith("ec") ? "EC PRIVATE KEY" : "RSA PRIVATE KEY";
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] der =
        Arrays.copyOf(whole, random.nextInt(8) == 0 ? random.nextInt(whole.length) : whole.length);
    for (int i = random.nextInt(3); i >= 0 && der.length > 0; i--) {
      int header = Math.min(der.length, 48);
      int at = random.nextBoolean() ? random.nextInt(header) : random.nextInt(der.length);
      der[at] = (byte) random.nextInt(256);
    }
    return der;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
