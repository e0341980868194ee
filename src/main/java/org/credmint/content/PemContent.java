// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.util.io.pem.PemObject;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Unusable;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.key.Pem;
import org.credmint.key.UnusableKeyException;
import org.credmint.secret.Redaction;

/** Files in PEM (RFC 7468): certificates with or without keys, or one key. */
final class PemContent {
  private static final String FORM = "a PEM file";
  private static final int SHOWN = 100;

  private PemContent() {}

  static Content read(byte[] file) {
    try {
      return read(Pem.blocks(file));
    } catch (UnusableKeyException e) {
      return ContentReader.unreadable(FORM, "it " + e.getMessage());
    }
  }

  /** The blocks of a file; none where it is damaged. */
  static List<PemObject> blocks(byte[] file) {
    try {
      return Pem.blocks(file);
    } catch (UnusableKeyException e) {
      return List.of();
    }
  }

  private static Content read(List<PemObject> blocks) {
    List<PemObject> certificates = ofType(blocks, "CERTIFICATE");
    List<PemObject> privateKeys = ofType(blocks, "PRIVATE KEY");
    List<PemObject> publicKeys = ofType(blocks, "PUBLIC KEY");
    if (privateKeys.size() > 1) {
      return new Unusable(FORM, Verdict.UNSOUND, "it contains several private keys");
    }
    if (!certificates.isEmpty()) {
      return CertificateChain.read(certificates, privateKeys);
    }
    if (privateKeys.size() + publicKeys.size() == 1) {
      return KeyContent.of(privateKeys.isEmpty() ? publicKeys.get(0) : privateKeys.get(0));
    }
    String found =
        blocks.stream().map(PemObject::getType).distinct().collect(Collectors.joining(", "));
    return ContentReader.unreadable(
        FORM, "it is neither a certificate nor one key: " + Redaction.clean(found, SHOWN));
  }

  /** A certificate in one file and its private key in another. */
  static Content pair(byte[] certificate, byte[] privateKey) {
    List<PemObject> blocks = new ArrayList<>(ofType(blocks(certificate), "CERTIFICATE"));
    List<PemObject> keys = ofType(blocks(privateKey), "PRIVATE KEY");
    if (blocks.isEmpty() || keys.size() != 1) {
      String half = blocks.isEmpty() ? "public half is no certificate" : "private half is no key";
      return ContentReader.unreadable("a certificate pair", "the " + half);
    }
    Content found = CertificateChain.read(blocks, keys);
    return found instanceof Credential credential ? credential.as(CredentialType.X509_PAIR) : found;
  }

  private static List<PemObject> ofType(List<PemObject> blocks, String end) {
    return blocks.stream().filter(block -> block.getType().endsWith(end)).toList();
  }
}
