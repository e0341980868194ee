package org.credmint.key;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.SigningAlgorithm;

/**
 * Makes a key pair of the one private key in a PEM file: PKCS#8 (RFC 5958), SEC 1 (RFC 5915) or
 * PKCS#1 (RFC 8017 appendix A.1.2).
 *
 * <p>The public half is computed from the private one; a public half in the file must be the same.
 */
final class PrivateKeyParser {
  private static final String OID_EC = "2a8648ce3d0201";
  private static final String OID_RSA = "2a864886f70d010101";
  private static final Map<String, String> OTHER_TYPES =
      Map.of("2a864886f70d01010a", "RSA-PSS key", "2b6570", "Ed25519 key");

  /** An editor's newline makes no key. */
  private static final int EMPTY_BYTES = 1;

  private static final String UNKNOWN_TYPE = "key of another type";

  private final SigningAlgorithm algorithm;
  private final SecureRandom random;

  PrivateKeyParser(SigningAlgorithm algorithm, SecureRandom random) {
    this.algorithm = algorithm;
    this.random = random;
  }

  /**
   * Reads the file's content.
   *
   * @throws UnusableKey where it holds no private key, several, an encrypted one, or one that does
   *     not fit the algorithm
   */
  KeyPair parse(byte[] file) throws UnusableKey {
    if (file.length <= EMPTY_BYTES) {
      throw new UnusableKey(
          "is empty, perhaps because its creation was interrupted",
          "remove it, so that the daemon generates a new key");
    }
    List<Pem.Block> blocks = Pem.blocks(file);
    try {
      return parse(theOnlyKey(blocks));
    } catch (GeneralSecurityException e) {
      throw new UnusableKey(
          "is not accepted by this Java: " + e.getClass().getSimpleName(), "generate a new key");
    } finally {
      blocks.forEach(Pem.Block::close);
    }
  }

  private static Pem.Block theOnlyKey(List<Pem.Block> blocks) throws UnusableKey {
    List<Pem.Block> keys = blocks.stream().filter(Pem.Block::isPrivateKey).toList();
    if (keys.size() > 1) {
      throw new UnusableKey(
          keys.size() + " keys", "contains several private keys", "keep one key in each file");
    }
    if (keys.isEmpty()) {
      String reason = blocks.isEmpty() ? "is not a PEM file" : "contains no private key";
      throw new UnusableKey(reason, "use the file with the private key");
    }
    Pem.Block key = keys.get(0);
    if (key.encrypted()) {
      throw new UnusableKey(
          "is encrypted, and a daemon cannot ask for a passphrase",
          "decrypt it with 'openssl pkey', and protect it with file mode 0600");
    }
    return key;
  }

  private KeyPair parse(Pem.Block block) throws UnusableKey, GeneralSecurityException {
    Der der = new Der(block.content());
    KeyPair pair =
        switch (block.label()) {
          case "PRIVATE KEY" -> pkcs8(der);
          case "EC PRIVATE KEY" -> ec(der, Optional.empty());
          case "RSA PRIVATE KEY" -> rsa(der);
          case "OPENSSH PRIVATE KEY" ->
              throw new UnusableKey(
                  "is in OpenSSH format", "convert it with 'ssh-keygen -p -m PEM'");
          default -> throw wrongType(UNKNOWN_TYPE);
        };
    der.end();
    return pair;
  }

  private KeyPair pkcs8(Der der) throws UnusableKey, GeneralSecurityException {
    Der info = der.enter(Der.SEQUENCE);
    info.integer();
    Der type = info.enter(Der.SEQUENCE);
    String oid = type.objectId();
    Der key = info.enter(Der.OCTET_STRING);
    return switch (oid) {
      case OID_EC -> ec(key, Optional.of(type));
      case OID_RSA -> rsa(key);
      default -> throw wrongType(OTHER_TYPES.getOrDefault(oid, UNKNOWN_TYPE));
    };
  }

  private KeyPair ec(Der der, Optional<Der> curve) throws UnusableKey, GeneralSecurityException {
    if (algorithm != SigningAlgorithm.ES256) {
      throw wrongType("EC key");
    }
    return new EcKeyForm(P256.create(random)).read(der, curve);
  }

  private KeyPair rsa(Der der) throws UnusableKey, GeneralSecurityException {
    if (algorithm != SigningAlgorithm.RS256) {
      throw wrongType("RSA key");
    }
    return RsaKeyForm.read(der);
  }

  private UnusableKey wrongType(String found) {
    String wanted = algorithm == SigningAlgorithm.ES256 ? "an EC key on P-256" : "an RSA key";
    return new UnusableKey(
        found,
        "does not match PRIVATE_KEY_ALGORITHM " + algorithm + ", which requires " + wanted,
        "use another key or another algorithm");
  }
}
