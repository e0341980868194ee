// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.credmint.content.Content.ContentFact;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Identity;
import org.credmint.content.Content.Lifetime;
import org.credmint.content.Content.Unusable;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity.Verdict;

/** Keys: private ones in PEM, plain or encrypted, and public ones in PEM or as SSH has them. */
final class KeyContent {
  private static final String DAMAGED = "the key is damaged: its content does not match its start";

  private KeyContent() {}

  /** One block of PEM with a key. */
  static Content of(PemObject block) {
    Optional<KeyHalf> half = half(block);
    return half.isPresent() ? content(half.get()) : ContentReader.unreadable("a key", DAMAGED);
  }

  /** A line such as {@code ssh-rsa AAAA... comment}. */
  static Content ofSsh(String line) {
    Optional<KeyHalf> half = sshHalf(line);
    return half.isPresent()
        ? content(half.get())
        : ContentReader.unreadable("an SSH public key", DAMAGED);
  }

  private static Optional<KeyHalf> sshHalf(String line) {
    String[] words = line.split("\\s+", -1);
    try {
      byte[] blob = Base64.getDecoder().decode(words.length > 1 ? words[1] : "");
      return Optional.of(
          KeyHalf.ofPublic(
              SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                  OpenSSHPublicKeyUtil.parsePublicKey(blob))));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The key in a block; empty where the block is damaged or no key. */
  static Optional<KeyHalf> half(PemObject block) {
    try {
      return block.getType().equals("OPENSSH PRIVATE KEY") ? ofOpenSsh(block) : ofPem(block);
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Bouncy Castle tells of structures that do not fit in many ways
    }
  }

  private static Optional<KeyHalf> ofOpenSsh(PemObject block) throws IOException {
    try {
      return Optional.of(
          KeyHalf.ofPrivate(
              PrivateKeyInfoFactory.createPrivateKeyInfo(
                  OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(block.getContent()))));
    } catch (IllegalStateException e) {
      boolean isEncrypted = String.valueOf(e.getMessage()).contains("encrypted");
      return isEncrypted ? Optional.of(KeyHalf.encrypted(false)) : Optional.empty();
    }
  }

  private static Optional<KeyHalf> ofPem(PemObject block) throws IOException {
    Object parsed = parsed(block);
    if (parsed instanceof PrivateKeyInfo info) {
      return Optional.of(KeyHalf.ofPrivate(info));
    }
    if (parsed instanceof PEMKeyPair pair) {
      return Optional.of(KeyHalf.ofPrivate(pair.getPrivateKeyInfo()));
    }
    if (parsed instanceof SubjectPublicKeyInfo info) {
      return Optional.of(KeyHalf.ofPublic(info));
    }
    boolean isEncrypted =
        parsed instanceof PEMEncryptedKeyPair || parsed instanceof PKCS8EncryptedPrivateKeyInfo;
    return isEncrypted
        ? Optional.of(KeyHalf.encrypted(block.getType().startsWith("RSA ")))
        : Optional.empty();
  }

  private static Object parsed(PemObject block) throws IOException {
    try (PEMParser parser =
        new PEMParser(Reader.nullReader()) {
          @Override
          public PemObject readPemObject() {
            return block;
          }
        }) {
      return parser.readObject();
    }
  }

  /** Both halves of an RSA key, each in its file. */
  static Content pair(byte[] publicHalf, byte[] privateHalf) {
    Optional<KeyHalf> shown = onlyHalf(publicHalf);
    Optional<KeyHalf> hidden = onlyHalf(privateHalf);
    if (shown.isEmpty() || hidden.isEmpty()) {
      String which = shown.isEmpty() ? "public" : "private";
      return ContentReader.unreadable("a key pair", "the " + which + " half is no key");
    }
    if (shown.get().isPrivate() || !hidden.get().isPrivate()) {
      return new Unusable(
          "a key pair", Verdict.WRONG_TYPE, "the halves are not a public and a private key");
    }
    return pair(shown.get(), hidden.get());
  }

  private static Content pair(KeyHalf shown, KeyHalf hidden) {
    Optional<Boolean> fits = shown.fits(hidden);
    if (fits.isPresent() && !fits.get()) {
      return new Unusable(
          "a key pair", Verdict.UNSOUND, "the private key is not that of the public key");
    }
    Credential found = content(shown).as(CredentialType.KEY_PAIR);
    return fits.isPresent()
        ? found
        : found.withRemarks(
            List.of("whether the halves belong together cannot be seen: " + hidden.description()));
  }

  private static Optional<KeyHalf> onlyHalf(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1).strip();
    if (text.startsWith("ssh-") || text.startsWith("ecdsa-sha2-")) {
      return sshHalf(text);
    }
    List<PemObject> keys =
        PemContent.blocks(file).stream().filter(block -> block.getType().endsWith(" KEY")).toList();
    return keys.size() == 1 ? half(keys.get(0)) : Optional.empty();
  }

  private static Credential content(KeyHalf half) {
    CredentialType type =
        half.isPrivate()
            ? half.isRsa() ? CredentialType.RSA_PRIVATE_KEY : CredentialType.PRIVATE_KEY
            : half.isRsa() ? CredentialType.RSA_PUBLIC_KEY : CredentialType.PUBLIC_KEY;
    String thumbprint = half.thumbprint().orElse("");
    List<ContentFact> facts = new ArrayList<>();
    facts.add(new ContentFact("key", half.description()));
    if (!thumbprint.isEmpty()) {
      facts.add(new ContentFact("thumbprint", thumbprint));
    }
    return new Credential(
        type,
        half.isPrivate() ? "a private key" : "a public key",
        new Identity(thumbprint, Optional.empty()),
        Lifetime.UNLIMITED,
        facts,
        List.of("a key does not expire by itself"),
        Optional.empty());
  }
}
