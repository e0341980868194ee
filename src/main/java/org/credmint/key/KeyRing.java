// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.config.Problem;
import org.credmint.config.Problem.Severity;
import org.credmint.config.ProviderSettings;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.KeyLoadResult.Loaded;
import org.credmint.key.KeyLoadResult.Missing;
import org.credmint.key.KeyLoadResult.Refused;
import org.credmint.os.Host;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileState;

/**
 * Finds the key that a provider signs with, and makes it where it is missing.
 *
 * <p>A private key is used only where it is a regular file of root or of this process, closed to
 * group and others, with one key in it that fits the provider's algorithm; an encrypted one needs a
 * passphrase in a file that is closed in the same way. No existing file is ever written to. Safe
 * for use by several threads, and by several daemons on the same files.
 */
public final class KeyRing {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final KeyFiles files;
  private final SecureRandom random;

  /**
   * A key ring over the machine's files.
   *
   * @param random for new keys
   */
  public KeyRing(Host host, SecureRandom random) {
    this.files = new KeyFiles(host);
    this.random = random;
  }

  /**
   * Has Java find and load what reads an EC key, which a first key would wait for. Where that fails
   * the key will say so.
   */
  public static void prepare() {
    try {
      EcPair.prepare();
      KeyFactory.getInstance("EC");
      Signature.getInstance("SHA256withECDSA");
    } catch (GeneralSecurityException e) {
      // The next reader of the key meets the failure again, and reports it.
    }
  }

  /** Reads a provider's key and compares the public file with it. Changes nothing. */
  public KeyLoadResult load(ProviderSettings provider) {
    return find(provider, false);
  }

  /**
   * Reads a provider's key, made durable first where there is no private file: EC P-256 for ES256,
   * RSA-3072 for RS256, mode 0600. A missing public file is written beside it, mode 0644; where
   * that fails the key is still used, with a warning.
   */
  public KeyLoadResult ensure(ProviderSettings provider) {
    return find(provider, true);
  }

  /** A new key in memory, for callers that only show what would be issued. No file is touched. */
  public KeyLoadResult ephemeral(ProviderSettings provider) {
    byte[] pem = new KeyGenerator(random).make(SigningAlgorithm.ES256);
    try {
      KeyPair pair = parser(provider, SigningAlgorithm.ES256).parse(pem);
      String keyId = provider.key().id();
      SigningKey key = new SigningKey(keyId, SigningAlgorithm.ES256, pair, Instant.EPOCH);
      return new Loaded(key, true, List.of());
    } catch (UnusableKeyException e) {
      throw new IllegalStateException("a key just made cannot be read", e);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private KeyLoadResult find(ProviderSettings provider, boolean make) {
    Path file = provider.key().privateKey();
    try {
      Optional<FileRead> read = files.readPrivate(file);
      boolean isNew = read.isEmpty();
      if (isNew && !make) {
        return new Missing(missing(provider));
      }
      if (isNew) {
        makePrivate(file, provider.key().algorithm());
        read = files.readPrivate(file);
      }
      if (read.isEmpty()) {
        return new Refused(missing(provider));
      }
      SigningKey key = parse(provider, read.get());
      return new Loaded(key, isNew, besides(provider, key, make));
    } catch (UnusableKeyException e) {
      return new Refused(problem(Severity.DISABLES_PROVIDER, provider, file, e));
    }
  }

  private void makePrivate(Path file, SigningAlgorithm algorithm) throws UnusableKeyException {
    byte[] pem = new KeyGenerator(random).make(algorithm);
    try {
      files.makePrivate(file, pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private SigningKey parse(ProviderSettings provider, FileRead read) throws UnusableKeyException {
    try {
      return new SigningKey(
          provider.key().id(),
          provider.key().algorithm(),
          parser(provider, provider.key().algorithm()).parse(read.content()),
          changedAt(read.state()));
    } finally {
      Arrays.fill(read.content(), (byte) 0);
    }
  }

  private PrivateKeyParser parser(ProviderSettings provider, SigningAlgorithm algorithm) {
    return new PrivateKeyParser(
        algorithm, new PassphraseFile(files, provider.name(), provider.key().passphrase()));
  }

  private static Instant changedAt(FileState state) {
    long nanos = Math.max(state.modifiedNanos(), state.changedNanos());
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  /** What is wrong with the public file; a missing one is written where that is allowed. */
  private List<Problem> besides(ProviderSettings provider, SigningKey key, boolean make) {
    Path file = provider.key().publicKey();
    try {
      Optional<byte[]> content = files.readPublic(file);
      if (content.isEmpty() && make) {
        files.makePublic(file, key.toPublicPem().getBytes(StandardCharsets.US_ASCII));
        content = files.readPublic(file);
      }
      if (content.isPresent()) {
        PublicKeyFileCheck.check(content.get(), key, provider.key().privateKey());
      }
      return List.of();
    } catch (UnusableKeyException e) {
      return List.of(problem(Severity.WARNING, provider, file, e));
    }
  }

  private static Problem missing(ProviderSettings provider) {
    return Problem.ofProvider(
        provider.name(),
        provider.key().privateKey().toString(),
        "",
        "file does not exist",
        "start the daemon, which generates a key there, or provide a key");
  }

  private static Problem problem(
      Severity severity, ProviderSettings provider, Path file, UnusableKeyException why) {
    return new Problem(
        severity,
        Optional.of(provider.name()),
        file.toString(),
        why.found(),
        why.reason(),
        why.fix());
  }
}
