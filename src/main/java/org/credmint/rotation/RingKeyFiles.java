// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.KeyFiles;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.KeyLoadResult.Loaded;
import org.credmint.key.KeyRing;
import org.credmint.key.SigningKey;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.PosixException;

/**
 * The private keys of a ring, a file each. Every file is made once, never changed, and removed when
 * its key was withdrawn.
 */
final class RingKeyFiles {
  private static final String PUBLIC = ".pub";

  private final Host host;
  private final KeyRing keys;
  private final String provider;
  private final KeySettings settings;
  private final int daemonUser;

  /**
   * The keys of the ring that a provider names.
   *
   * @param settings the provider's, with a ring
   * @param daemonUser whose files they have to be
   */
  RingKeyFiles(Host host, KeyRing keys, String provider, KeySettings settings, int daemonUser) {
    this.host = host;
    this.keys = keys;
    this.provider = provider;
    this.settings = settings;
    this.daemonUser = daemonUser;
  }

  /**
   * Opens a key of the ring. Makes nothing.
   *
   * @return the key, or what is wrong with it; a key in memory stands in for one that this user may
   *     not read
   */
  KeyLoadResult open(RingKey key) {
    KeyLoadResult found = open(file(key.file()), Optional.of(key.keyId()), key.algorithm());
    if (found instanceof Loaded loaded
        && !loaded.key().isStandIn()
        && !loaded.key().thumbprint().equals(key.thumbprint())) {
      return new KeyLoadResult.Refused(
          Problem.ofProvider(
              provider,
              file(key.file()).toString(),
              "thumbprint " + loaded.key().thumbprint(),
              "is another key than the key ring has under the key ID " + key.keyId(),
              "restore the directory of the key ring from its newest backup"));
    }
    return found;
  }

  /** Makes a new key of the provider's algorithm, which goes by its thumbprint. */
  RingKey make(Ring ring, Instant now) throws UnusableKeyException {
    return make(settings.algorithm(), ring, now);
  }

  /** The same for another algorithm. */
  RingKey make(SigningAlgorithm algorithm, Ring ring, Instant now) throws UnusableKeyException {
    String name = nameIn(ring);
    KeyLoadResult made = keys.ensure(provider, at(file(name), Optional.empty(), algorithm));
    return RingKey.of(loaded(made), name, now);
  }

  /** Copies a key into the ring; it keeps the ID that it goes by. */
  RingKey adopt(SigningKey key, Path from, Ring ring, Instant now) throws UnusableKeyException {
    String name = nameIn(ring);
    KeyFiles files = new KeyFiles(host, daemonUser);
    byte[] content = files.readPrivate(from).map(FileRead::content).orElseThrow();
    try {
      files.makePrivate(file(name), content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
    RingKey adopted = RingKey.of(key, name, now);
    loaded(open(adopted));
    return adopted;
  }

  /**
   * Reads a key that is to come into the ring.
   *
   * @param keyId the ID that it is to go by; its thumbprint where empty
   */
  SigningKey read(Path from, Optional<String> keyId) throws UnusableKeyException {
    KeyLoadResult read = open(from, keyId, SigningAlgorithm.ES256);
    SigningAlgorithm algorithm =
        read instanceof Loaded ? SigningAlgorithm.ES256 : SigningAlgorithm.RS256;
    String thumbprint = loaded(open(from, keyId, algorithm)).thumbprint();
    return loaded(open(from, Optional.of(keyId.orElse(thumbprint)), algorithm));
  }

  /** The key of a result that has one. */
  static SigningKey loaded(KeyLoadResult result) throws UnusableKeyException {
    if (result instanceof Loaded loaded && !loaded.key().isStandIn()) {
      return loaded.key();
    }
    if (result instanceof Loaded) {
      throw new UnusableKeyException(
          "has a key that this user may not read", "run this command as root");
    }
    Problem problem =
        result instanceof KeyLoadResult.Refused refused
            ? refused.problem()
            : ((KeyLoadResult.Missing) result).problem();
    throw new UnusableKeyException(
        problem.value(),
        "has a key that cannot be used: %s %s".formatted(problem.subject(), problem.reason()),
        problem.fix());
  }

  private KeyLoadResult open(Path file, Optional<String> keyId, SigningAlgorithm algorithm) {
    return keys.reading().open(provider, at(file, keyId, algorithm), daemonUser, false);
  }

  private boolean isTaken(String name, Ring ring) {
    return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS)
        || ring.keys().stream().anyMatch(key -> key.file().equals(name));
  }

  /** A name that no key has had, not even one that never came into the ring. */
  private String nameIn(Ring ring) {
    int number = ring.keys().size() + 1;
    while (isTaken(named(number), ring)) {
      number++;
    }
    return named(number);
  }

  /**
   * Removes what nobody needs any more: the keys that are withdrawn on the disk, and files that a
   * process did not complete.
   *
   * @throws UnusableKeyException where that cannot be done, or the ring cannot be used
   */
  void sweep(RingStore store) throws UnusableKeyException {
    store.change(
        found -> {
          Ring ring = found.orElseThrow(() -> new UnusableKeyException("is gone", "restore it"));
          remove(ring);
          return ring;
        });
  }

  private void remove(Ring ring) throws UnusableKeyException {
    Set<String> withdrawn = new HashSet<>();
    for (RingKey key : ring.keys()) {
      if (key.state() == RingKey.State.WITHDRAWN) {
        withdrawn.addAll(
            List.of(FileNames.ofText(key.file()), FileNames.ofText(key.file()) + PUBLIC));
      }
    }
    try (Directory directory = host.openDirectoryFollowingLink(directory())) {
      for (DirectoryEntry entry : directory.entries()) {
        if (withdrawn.contains(entry.name()) || DurableBatch.isTemp(entry.name())) {
          directory.remove(entry.name());
        }
      }
    } catch (PosixException e) {
      throw new UnusableKeyException(
          "has the private key of a withdrawn key, which cannot be removed: " + e.getMessage(),
          "remove it, or make the directory writable");
    }
  }

  private static String named(int number) {
    return "key-" + number + ".pem";
  }

  private Path file(String name) {
    return directory().resolve(name);
  }

  private Path directory() {
    return settings.keeping().ring().orElseThrow();
  }

  private KeySettings at(Path file, Optional<String> keyId, SigningAlgorithm algorithm) {
    Path publicFile = file.resolveSibling(file.getFileName() + PUBLIC);
    return new KeySettings(file, publicFile, keyId, algorithm, settings.passphrase());
  }
}
