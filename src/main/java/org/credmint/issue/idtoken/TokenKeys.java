// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.idtoken;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.key.KeyFiles;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.file.FileRead;

/**
 * The keys that sign IDTOKENs, by name. A key is read from its file at each use, so that one that
 * was replaced signs from the next token on. Safe for use by several threads.
 */
public final class TokenKeys {
  /** As HTCondor makes them. */
  private static final int NEW_KEY_BYTES = 64;

  private final PasswordFiles places;
  private final KeyFiles files;
  private final Optional<SecureRandom> random;
  private final Map<String, String> fingerprints = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong();

  /** A key, or why there is none. */
  public sealed interface Answer {
    /** It can sign. */
    record Usable(TokenKey key) implements Answer {}

    /** There is no such file, and this program is not to make one. */
    record Missing(Path file) implements Answer {}

    /**
     * It must not be used.
     *
     * @param file the key's
     * @param reason what is wrong with it
     * @param fix what to do
     */
    record Refused(Path file, String reason, String fix) implements Answer {}
  }

  /**
   * Keys of these files.
   *
   * @param files reads and makes them, and judges their owner and mode
   * @param random for keys that are made where they are missing; empty to make none
   */
  public TokenKeys(PasswordFiles places, KeyFiles files, Optional<SecureRandom> random) {
    this.places = places;
    this.files = files;
    this.random = random;
  }

  /** Where the keys are. */
  public PasswordFiles places() {
    return places;
  }

  /** A number that changes when one of the keys that were used turns out to be another. */
  public long generation() {
    return generation.get();
  }

  /** Reads all keys again that were used, to find out which were replaced. */
  public void refresh() {
    List.copyOf(fingerprints.keySet()).forEach(this::find);
  }

  /**
   * The key of a name. One that is missing is made, except the pool's, which HTCondor makes.
   *
   * @param keyId {@code POOL}, or the name of a file in the directory of passwords
   */
  public Answer open(String keyId) {
    Answer found = find(keyId);
    if (found instanceof Answer.Missing missing && random.isPresent()) {
      try {
        make(missing.file(), random.get());
      } catch (UnusableKeyException e) {
        return refused(missing.file(), e);
      }
      return find(keyId);
    }
    return found;
  }

  /**
   * Makes those of some keys that are missing, with one wait for the disk. The pool's is not among
   * them; one that cannot be made is told by {@link #open}.
   */
  public void makeMissing(Set<String> keyIds) {
    if (random.isPresent()) {
      List<String> named =
          keyIds.stream().filter(keyId -> !keyId.equals(PasswordFiles.POOL)).toList();
      files.makePrivate(places.directory(), named, () -> newKey(random.get()));
    }
  }

  /** The key of a name, as it stands there; nothing is made. */
  public Answer find(String keyId) {
    Path file = places.fileOf(keyId);
    try {
      Optional<FileRead> read = files.readPrivate(file);
      return read.isPresent() ? usable(keyId, file, read.get().content()) : missing(keyId, file);
    } catch (UnusableKeyException e) {
      return refused(file, e);
    }
  }

  private static Answer refused(Path file, UnusableKeyException e) {
    String found = e.found().isEmpty() ? "" : e.found() + ": ";
    return new Answer.Refused(file, found + e.reason(), e.fix());
  }

  private Answer missing(String keyId, Path file) {
    return keyId.equals(PasswordFiles.POOL)
        ? new Answer.Refused(
            file,
            "does not exist",
            "start the pool's collector, which creates it, or copy it from there")
        : new Answer.Missing(file);
  }

  private Answer usable(String keyId, Path file, byte[] content) {
    try {
      boolean isPool = keyId.equals(PasswordFiles.POOL);
      int length =
          isPool ? TokenKey.lengthOfPool(content, places.poolKeyIsPassword()) : content.length;
      if (length < TokenKey.FEWEST_BYTES) {
        return new Answer.Refused(
            file,
            "has a key of %d bytes, which can be guessed from any token".formatted(length),
            "generate a key of at least %d random bytes".formatted(TokenKey.FEWEST_BYTES));
      }
      TokenKey key =
          isPool
              ? TokenKey.ofPool(keyId, content, places.poolKeyIsPassword())
              : TokenKey.named(keyId, content);
      String before = fingerprints.put(keyId, key.fingerprint());
      if (before != null && !before.equals(key.fingerprint())) {
        generation.incrementAndGet();
      }
      return new Answer.Usable(key);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** One that appeared in the meantime is left alone. */
  private void make(Path file, SecureRandom source) throws UnusableKeyException {
    byte[] scrambled = newKey(source);
    try {
      files.makePrivate(file, scrambled);
    } finally {
      Arrays.fill(scrambled, (byte) 0);
    }
  }

  private static byte[] newKey(SecureRandom source) {
    byte[] plain = new byte[NEW_KEY_BYTES];
    source.nextBytes(plain);
    try {
      return TokenKey.scramble(plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }
}
