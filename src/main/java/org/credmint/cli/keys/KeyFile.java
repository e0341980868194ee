// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.KeyRing;
import org.credmint.key.SigningKey;
import org.credmint.os.Host;

/** A file with a signing key that no provider uses yet. */
final class KeyFile {
  /** Stands for a provider's name in what the key ring says. */
  private static final String NO_PROVIDER = "-";

  private final KeyRing ring;
  private final Path file;
  private final Optional<String> keyId;

  /**
   * A key file.
   *
   * @param keyId {@code kid}; empty for the one that the file tells
   */
  KeyFile(Host host, Path file, Optional<String> keyId) {
    this.ring = new KeyRing(host, new SecureRandom());
    this.file = file.toAbsolutePath();
    this.keyId = keyId;
  }

  /** Where the public half stands. */
  Path publicFile() {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  /**
   * Makes a new key, mode 0600, and its public half beside it.
   *
   * @throws IOException where it cannot be made, or the file exists; the message says what to do
   */
  SigningKey create(SigningAlgorithm algorithm) throws IOException {
    for (Path one : new Path[] {file, publicFile()}) {
      if (Files.exists(one, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(one + " exists: name a file that does not; no key is ever replaced");
      }
    }
    KeyLoadResult made = ring.ensure(NO_PROVIDER, settings(algorithm));
    if (made instanceof KeyLoadResult.Loaded loaded && loaded.isNew()) {
      return loaded.key();
    }
    throw new IOException(reasonOf(made));
  }

  /**
   * Reads the key, whoever owns the file.
   *
   * @throws IOException where that cannot be done; the message says why
   */
  SigningKey read() throws IOException {
    KeyLoadResult read = load(SigningAlgorithm.ES256);
    if (!(read instanceof KeyLoadResult.Loaded)) {
      KeyLoadResult rsa = load(SigningAlgorithm.RS256);
      read = rsa instanceof KeyLoadResult.Loaded ? rsa : read;
    }
    if (read instanceof KeyLoadResult.Loaded loaded && !loaded.key().isStandIn()) {
      return loaded.key();
    }
    throw new IOException(reasonOf(read));
  }

  private KeyLoadResult load(SigningAlgorithm algorithm) throws IOException {
    try {
      int owner = (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return ring.reading().open(NO_PROVIDER, settings(algorithm), owner, false);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file; 'credmint keys create' makes one", e);
    }
  }

  private KeySettings settings(SigningAlgorithm algorithm) {
    return new KeySettings(file, publicFile(), keyId, algorithm, Optional.empty());
  }

  private String reasonOf(KeyLoadResult result) {
    if (result instanceof KeyLoadResult.Refused refused) {
      return text(refused.problem());
    }
    return result instanceof KeyLoadResult.Missing missing
        ? text(missing.problem())
        : file + " cannot be read by this user: run this command as root";
  }

  private static String text(Problem problem) {
    return "%s %s: %s".formatted(problem.subject(), problem.reason(), problem.fix());
  }
}
