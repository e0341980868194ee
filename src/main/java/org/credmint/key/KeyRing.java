// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.provider.KeySettings;
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
  /** Stands in for an id that only the key itself could tell. */
  public static final String UNKNOWN_ID = "unknown, because the key cannot be read";

  private static final String NO_ID_YET = "to be generated";

  /** Of a key that was just made, which is not encrypted. */
  private static final PrivateKeyParser.Passphrase NO_PASSPHRASE = () -> new char[0];

  private static final int ROOT = 0;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Host host;
  private final SecureRandom random;

  /**
   * A key ring over the machine's files.
   *
   * @param random for new keys
   */
  public KeyRing(Host host, SecureRandom random) {
    this.host = host;
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

  /** For the daemon: makes keys that are missing. */
  public KeySource making() {
    return (provider, key, user, served) ->
        served ? ensure(provider, key) : load(provider, key, user);
  }

  /**
   * For those who only look: changes nothing, and a new key in memory stands in for one that the
   * daemon would make.
   */
  public KeySource reading() {
    return (provider, key, user, served) -> {
      int own = host.identity().uid();
      if (own != ROOT && own != user) {
        String reason = "is not checked, because uid " + own + " is not the user of the daemon";
        String fix = "run this command as root";
        return standIn(key, UNKNOWN_ID, unread(provider, key, reason, fix));
      }
      KeyLoadResult found = load(provider, key, user);
      if (served && found instanceof Missing) {
        String fix = "start the daemon, which generates a key there, or put a key there yourself";
        return standIn(key, NO_ID_YET, unread(provider, key, "does not exist yet", fix));
      }
      return found;
    };
  }

  /**
   * For those who only show what would be issued: changes nothing, and a new key in memory stands
   * in for any that cannot be used.
   */
  public KeySource standingIn() {
    return (provider, key, user, served) -> {
      KeyLoadResult found = load(provider, key, user);
      return found instanceof Loaded ? found : standIn(key, UNKNOWN_ID, List.of());
    };
  }

  private static List<Problem> unread(String provider, KeySettings key, String reason, String fix) {
    String file = key.privateKey().toString();
    return List.of(new Problem(Severity.WARNING, Optional.of(provider), file, "", reason, fix));
  }

  /**
   * Reads a provider's key and compares the public file with it. Changes nothing.
   *
   * @param daemonUser whose file it has to be, which need not be the user of this process
   */
  KeyLoadResult load(String provider, KeySettings key, int daemonUser) {
    return find(provider, key, false, new KeyFiles(host, daemonUser));
  }

  /**
   * Reads a provider's key, made durable first where there is no private file: EC P-256 for ES256,
   * RSA-3072 for RS256, mode 0600. A missing public file is written beside it, mode 0644; where
   * that fails the key is still used, with a warning.
   */
  public KeyLoadResult ensure(String provider, KeySettings key) {
    return find(provider, key, true, new KeyFiles(host, host.identity().uid()));
  }

  private KeyLoadResult standIn(KeySettings settings, String usualId, List<Problem> warnings) {
    byte[] pem = new KeyGenerator(random).make(SigningAlgorithm.ES256);
    try {
      KeyPair pair = new PrivateKeyParser(SigningAlgorithm.ES256, NO_PASSPHRASE).parse(pem);
      String keyId = settings.id().orElse(usualId);
      SigningKey key = new SigningKey(keyId, SigningAlgorithm.ES256, pair, Instant.EPOCH);
      return new Loaded(key, true, warnings);
    } catch (UnusableKeyException e) {
      throw new IllegalStateException("a key just made cannot be read", e);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private KeyLoadResult find(String provider, KeySettings settings, boolean make, KeyFiles files) {
    Path file = settings.privateKey();
    try {
      Optional<FileRead> read = files.readPrivate(file);
      boolean isNew = read.isEmpty();
      if (isNew && !make) {
        return new Missing(missing(provider, settings));
      }
      if (isNew) {
        makePrivate(settings, files);
        read = files.readPrivate(file);
      }
      if (read.isEmpty()) {
        return new Refused(missing(provider, settings));
      }
      SigningKey key = parse(provider, settings, read.get(), files);
      return new Loaded(key, isNew, besides(provider, settings, key, make, files));
    } catch (UnusableKeyException e) {
      return new Refused(problem(Severity.DISABLES_PROVIDER, provider, file, e));
    }
  }

  private void makePrivate(KeySettings settings, KeyFiles files) throws UnusableKeyException {
    byte[] pem = new KeyGenerator(random).make(settings.algorithm());
    try {
      files.makePrivate(settings.privateKey(), pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static SigningKey parse(
      String provider, KeySettings settings, FileRead read, KeyFiles files)
      throws UnusableKeyException {
    try {
      PassphraseFile passphrase = new PassphraseFile(files, provider, settings.passphrase());
      KeyPair pair = new PrivateKeyParser(settings.algorithm(), passphrase).parse(read.content());
      String keyId = settings.id().orElseGet(() -> usualId(read.content(), pair.getPublic()));
      return new SigningKey(keyId, settings.algorithm(), pair, changedAt(read.state()));
    } finally {
      Arrays.fill(read.content(), (byte) 0);
    }
  }

  private static String usualId(byte[] file, PublicKey key) {
    String thumbprint = SigningKey.thumbprintOf(key);
    return Pem.hasKeyId(file, thumbprint) ? thumbprint : KeySettings.USUAL_ID;
  }

  private static Instant changedAt(FileState state) {
    long nanos = Math.max(state.modifiedNanos(), state.changedNanos());
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  /** What is wrong with the public file; a missing one is written where that is allowed. */
  private static List<Problem> besides(
      String provider, KeySettings settings, SigningKey key, boolean make, KeyFiles files) {
    Path file = settings.publicKey();
    try {
      Optional<byte[]> content = files.readPublic(file);
      if (content.isEmpty() && make) {
        files.makePublic(file, key.toPublicPem().getBytes(StandardCharsets.US_ASCII));
        content = files.readPublic(file);
      }
      if (content.isPresent()) {
        PublicKeyFileCheck.check(content.get(), key, settings.privateKey());
      }
      return List.of();
    } catch (UnusableKeyException e) {
      return List.of(problem(Severity.WARNING, provider, file, e));
    }
  }

  private static Problem missing(String provider, KeySettings settings) {
    return Problem.ofProvider(
        provider,
        settings.privateKey().toString(),
        "",
        "file does not exist",
        "start the daemon, which generates a key there, or provide a key");
  }

  private static Problem problem(
      Severity severity, String provider, Path file, UnusableKeyException why) {
    return new Problem(
        severity, Optional.of(provider), file.toString(), why.found(), why.reason(), why.fix());
  }
}
