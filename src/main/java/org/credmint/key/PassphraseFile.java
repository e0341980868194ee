// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.credmint.os.file.FileRead;

/** The passphrase in the first line of a file, which must be as closed as a private key. */
public final class PassphraseFile implements PrivateKeyParser.Passphrase {
  private final KeyFiles files;
  private final String provider;
  private final Optional<Path> file;

  /**
   * A passphrase's file.
   *
   * @param provider whose knobs name it
   * @param file empty where none is configured
   */
  public PassphraseFile(KeyFiles files, String provider, Optional<Path> file) {
    this.files = files;
    this.provider = provider;
    this.file = file;
  }

  @Override
  public char[] read() throws UnusableKeyException {
    Path path =
        file.orElseThrow(
            () ->
                new UnusableKeyException(
                    "is encrypted, and no file with its passphrase is configured",
                    "set CREDMINT_"
                        + provider
                        + "_PRIVATE_KEY_PASSPHRASE_FILE, or decrypt the key with 'openssl pkey'"
                        + " and set the mode of its file to 0600"));
    byte[] content = content(path);
    try {
      char[] phrase = firstLine(content);
      if (phrase.length == 0) {
        throw new UnusableKeyException(
            "is encrypted, and the first line of its passphrase file " + path + " is empty",
            "write the passphrase there");
      }
      return phrase;
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private byte[] content(Path path) throws UnusableKeyException {
    String prefix = "is encrypted, and its passphrase file " + path + " ";
    try {
      return files
          .readPrivate(path)
          .map(FileRead::content)
          .orElseThrow(
              () ->
                  new UnusableKeyException(
                      "does not exist", "write the passphrase there, mode 0600"));
    } catch (UnusableKeyException e) {
      throw new UnusableKeyException(e.found(), prefix + e.reason(), e.fix());
    }
  }

  private static char[] firstLine(byte[] content) {
    int length = 0;
    while (length < content.length && content[length] != '\n' && content[length] != '\r') {
      length++;
    }
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content, 0, length));
    char[] phrase = new char[decoded.remaining()];
    decoded.get(phrase);
    Arrays.fill(decoded.array(), '\0');
    return phrase;
  }
}
