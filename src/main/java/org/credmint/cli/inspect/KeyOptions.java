// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.credmint.content.signature.KeySetDownload;
import org.credmint.content.signature.KnownKeys;
import org.credmint.issue.MalformedTokenException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the keys come from that judge signatures; one of the two is given. */
final class KeyOptions {
  private static final int MAX_BYTES = 262_144;

  @Option(
      names = "--jwks",
      required = true,
      paramLabel = "FILE|URL",
      description = "The issuer's keys as a JSON Web Key Set.")
  private @Nullable String jwks;

  @Option(
      names = "--own-keys",
      required = true,
      description = "The keys of this daemon's providers and, for IDTOKENs, of this pool.")
  private boolean own;

  boolean isOwn() {
    return own;
  }

  /**
   * The keys of {@code --jwks}.
   *
   * @throws IOException where they cannot be read; the message says why
   */
  KnownKeys published(Supplier<KeySetDownload> download) throws IOException {
    String source = String.valueOf(jwks);
    byte[] set = source.contains("://") ? download.get().fetch(source) : file(source);
    try {
      return KnownKeys.ofJwks(set);
    } catch (MalformedTokenException e) {
      throw new IOException(FileInput.shown(source) + ": " + e.reason(), e);
    }
  }

  private static byte[] file(String file) throws IOException {
    try (InputStream content = Files.newInputStream(Path.of(file))) {
      return content.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw new IOException(FileInput.message(file, e), e);
    }
  }
}
