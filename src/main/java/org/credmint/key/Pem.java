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
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The PEM blocks of a file (RFC 7468, and the encryption headers of RFC 1421 that OpenSSL still
 * writes). Text around the blocks is passed over.
 */
public final class Pem {
  private Pem() {}

  /**
   * Finds all blocks.
   *
   * @throws UnusableKeyException where a block has no end or is not base64
   */
  public static List<PemObject> blocks(byte[] file) throws UnusableKeyException {
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
  public static byte[] encode(String label, byte[] content) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (PemWriter writer =
        new PemWriter(new OutputStreamWriter(file, StandardCharsets.US_ASCII))) {
      writer.writeObject(new PemObject(label, content));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    return file.toByteArray();
  }

  /**
   * The file with a line above the block which says that the key goes by its thumbprint. So it does
   * on every machine that the file is copied to, whereas keys without the line keep the id that
   * they were published with. Readers pass over text before a block (RFC 7468, section 5.2).
   */
  static byte[] withKeyId(byte[] file, String thumbprint) {
    byte[] line = keyIdLine(thumbprint);
    byte[] both = Arrays.copyOf(line, line.length + file.length);
    System.arraycopy(file, 0, both, line.length, file.length);
    return both;
  }

  /** Whether a file starts with the line for the key of this thumbprint. */
  static boolean hasKeyId(byte[] file, String thumbprint) {
    byte[] line = keyIdLine(thumbprint);
    return file.length > line.length && Arrays.mismatch(file, line) == line.length;
  }

  private static byte[] keyIdLine(String thumbprint) {
    return ("kid: " + thumbprint + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
