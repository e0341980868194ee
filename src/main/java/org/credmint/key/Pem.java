// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The PEM blocks of a file (RFC 7468, and the encryption headers of RFC 1421 that OpenSSL still
 * writes). Text around the blocks is passed over.
 */
final class Pem {
  private Pem() {}

  /**
   * Finds all blocks.
   *
   * @throws UnusableKeyException where a block has no end or is not base64
   */
  static List<PemObject> blocks(byte[] file) throws UnusableKeyException {
    List<PemObject> blocks = new ArrayList<>();
    try (PemReader reader =
        new PemReader(
            new InputStreamReader(new ByteArrayInputStream(file), StandardCharsets.ISO_8859_1))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        blocks.add(block);
      }
      return blocks;
    } catch (IOException | DecoderException e) {
      throw new UnusableKeyException(
          "is damaged or cut off: a PEM block is not base64, or has no END line",
          "copy the whole file again from its source");
    }
  }

  /** A file with one block. */
  static byte[] encode(String label, byte[] content) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (PemWriter writer =
        new PemWriter(new OutputStreamWriter(file, StandardCharsets.US_ASCII))) {
      writer.writeObject(new PemObject(label, content));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    return file.toByteArray();
  }
}
