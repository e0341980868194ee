// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.io.IOException;
import java.io.Reader;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.credmint.credential.SigningAlgorithm;

/**
 * Makes a key pair of the one private key in a PEM file: PKCS#8 (RFC 5958), SEC 1 (RFC 5915) or
 * PKCS#1 (RFC 8017 appendix A.1.2), each of them plain or encrypted. Bouncy Castle reads it.
 */
public final class PrivateKeyParser {
  private static final Map<ASN1ObjectIdentifier, String> OTHER_TYPES =
      Map.of(
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          "RSA-PSS key",
          new ASN1ObjectIdentifier("1.3.101.112"), // RFC 8410 section 3
          "Ed25519 key");

  /** An editor's newline makes no key. */
  private static final int EMPTY_BYTES = 1;

  private static final String UNKNOWN_TYPE = "key of another type";

  private final Optional<SigningAlgorithm> algorithm;
  private final Passphrase passphrase;

  /**
   * A parser of keys for one algorithm.
   *
   * @param passphrase asked only where the key is encrypted
   */
  PrivateKeyParser(SigningAlgorithm algorithm, Passphrase passphrase) {
    this.algorithm = Optional.of(algorithm);
    this.passphrase = passphrase;
  }

  /**
   * A parser of RSA and EC keys, whatever they are for.
   *
   * @param passphrase asked only where the key is encrypted
   */
  public PrivateKeyParser(Passphrase passphrase) {
    this.algorithm = Optional.empty();
    this.passphrase = passphrase;
  }

  /** Where the passphrase of an encrypted key comes from. */
  public interface Passphrase {
    /**
     * Reads it.
     *
     * @return the characters, to be wiped by the caller
     * @throws UnusableKeyException where there is none, which makes the key unusable
     */
    char[] read() throws UnusableKeyException;
  }

  /**
   * Reads the file's content.
   *
   * @throws UnusableKeyException where it holds no private key, several, one that cannot be
   *     decrypted, or one that does not fit the algorithm
   */
  KeyPair parse(byte[] file) throws UnusableKeyException {
    if (file.length <= EMPTY_BYTES) {
      throw new UnusableKeyException(
          "is empty, perhaps because its creation was interrupted",
          "restore it from your backup; if it was never used, remove it, so that the daemon generates a new key");
    }
    SigningAlgorithm wanted = algorithm.orElseThrow();
    PrivateKeyInfo info = info(file);
    try {
      KeyPair pair = pair(info, wanted);
      KeyProof.check(pair, wanted);
      return pair;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw damaged();
    }
  }

  /**
   * Reads the one private key of a file that may hold certificates too.
   *
   * @throws UnusableKeyException where it holds no private key, several, or one that cannot be
   *     decrypted
   */
  public PrivateKeyInfo info(byte[] file) throws UnusableKeyException {
    PemObject block = theOnlyKey(Pem.blocks(file));
    try {
      return isEncrypted(block) ? decrypt(block) : plain(parsed(block));
    } catch (IOException | RuntimeException e) {
      throw damaged();
    } finally {
      Arrays.fill(block.getContent(), (byte) 0);
    }
  }

  /** Bouncy Castle tells of structures that do not fit by many kinds of exception. */
  private static UnusableKeyException damaged() {
    return new UnusableKeyException(
        "is damaged: its content does not match its BEGIN line",
        "copy the whole file again from its source");
  }

  private static PemObject theOnlyKey(List<PemObject> blocks) throws UnusableKeyException {
    List<PemObject> keys =
        blocks.stream().filter(block -> block.getType().endsWith("PRIVATE KEY")).toList();
    if (keys.size() > 1) {
      throw new UnusableKeyException(
          keys.size() + " keys", "contains several private keys", "keep one key in each file");
    }
    if (keys.isEmpty()) {
      String reason = blocks.isEmpty() ? "is not a PEM file" : "contains no private key";
      throw new UnusableKeyException(reason, "use the file with the private key");
    }
    return keys.get(0);
  }

  private static boolean isEncrypted(PemObject block) {
    return block.getType().equals(PEMParser.TYPE_ENCRYPTED_PRIVATE_KEY)
        || ((List<?>) block.getHeaders())
            .stream()
                .anyMatch(
                    header ->
                        header instanceof PemHeader one
                            && one.getName().equals("Proc-Type")
                            && one.getValue().endsWith("ENCRYPTED"));
  }

  private Object parsed(PemObject block) throws IOException, UnusableKeyException {
    if (block.getType().equals("OPENSSH PRIVATE KEY")) {
      throw new UnusableKeyException(
          "is in OpenSSH format", "convert it with 'ssh-keygen -p -m PEM'");
    }
    try (PEMParser parser =
        new PEMParser(Reader.nullReader()) {
          @Override
          public PemObject readPemObject() {
            return block;
          }
        }) {
      if (!parser.getSupportedTypes().contains(block.getType())) {
        throw wrongType(UNKNOWN_TYPE);
      }
      return parser.readObject();
    }
  }

  private PrivateKeyInfo plain(Object parsed) throws UnusableKeyException {
    if (parsed instanceof PrivateKeyInfo info) {
      return info;
    }
    if (parsed instanceof PEMKeyPair pair) {
      return pair.getPrivateKeyInfo();
    }
    throw wrongType(UNKNOWN_TYPE);
  }

  private PrivateKeyInfo decrypt(PemObject block) throws IOException, UnusableKeyException {
    Object encrypted = parsed(block);
    char[] phrase = passphrase.read();
    try {
      if (encrypted instanceof PEMEncryptedKeyPair pair) {
        return plain(pair.decryptKeyPair(new BcPEMDecryptorProvider(phrase)));
      }
      return ((PKCS8EncryptedPrivateKeyInfo) encrypted)
          .decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(phrase));
    } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
      throw new UnusableKeyException(
          "is encrypted, and the configured passphrase does not decrypt it",
          "write the correct passphrase to the file set by PRIVATE_KEY_PASSPHRASE_FILE");
    } finally {
      Arrays.fill(phrase, '\0');
    }
  }

  private KeyPair pair(PrivateKeyInfo info, SigningAlgorithm wanted)
      throws IOException, GeneralSecurityException, UnusableKeyException {
    ASN1ObjectIdentifier type = info.getPrivateKeyAlgorithm().getAlgorithm();
    boolean isEc = type.equals(X9ObjectIdentifiers.id_ecPublicKey);
    if (!isEc && !type.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      throw wrongType(OTHER_TYPES.getOrDefault(type, UNKNOWN_TYPE));
    }
    if (isEc != (wanted == SigningAlgorithm.ES256)) {
      throw wrongType(isEc ? "EC key" : "RSA key");
    }
    return isEc ? EcPair.of(info) : RsaPair.of(info);
  }

  private UnusableKeyException wrongType(String found) {
    if (algorithm.isEmpty()) {
      return new UnusableKeyException(found, "is neither RSA nor EC", "use an RSA or EC key");
    }
    boolean isEc = algorithm.get() == SigningAlgorithm.ES256;
    String wanted = isEc ? "an EC key on P-256" : "an RSA key";
    return new UnusableKeyException(
        found,
        "does not match PRIVATE_KEY_ALGORITHM " + algorithm.get() + ", which requires " + wanted,
        "use another key or another algorithm");
  }
}
