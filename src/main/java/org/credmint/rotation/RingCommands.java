// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.key.KeyRing;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;
import org.credmint.rotation.RingKey.State;

/**
 * What an administrator does with a ring. Each is on the disk, and published where the daemon
 * publishes, when it returns; a daemon that runs takes it up by itself.
 */
public final class RingCommands {
  private final RingUse use;
  private final RingStore store;
  private final RingKeyFiles files;
  private final KeyPublisher publisher;
  private final InstantSource clock;

  /**
   * Commands for a ring.
   *
   * @param keys opens and makes key files
   * @param use the ring, and the providers that share it
   */
  public RingCommands(Host host, KeyRing keys, InstantSource clock, RingUse use) {
    int own = host.identity().uid();
    this.use = use;
    this.store = new RingStore(host, use.ring(), use.settings().keeping().notes(), own);
    this.files = new RingKeyFiles(host, keys, use.provider(), use.settings(), own);
    this.publisher = new KeyPublisher(host);
    this.clock = clock;
  }

  /** A change by a command. */
  @FunctionalInterface
  private interface Change {
    Ring of(Ring before) throws UnusableKeyException;
  }

  /**
   * The ring as it is.
   *
   * @throws UnusableKeyException where it cannot be read, or there is none
   */
  public Ring ring() throws UnusableKeyException {
    return store.read().orElseThrow(RingCommands::missing);
  }

  /** When the next key may sign; empty where there is none or it is not published. */
  public Optional<Instant> safe(Ring ring) {
    return ring.next().flatMap(next -> RotationRound.safe(next, use.cacheTime()));
  }

  /** Publishes all keys that are not withdrawn. */
  public Ring publish() throws UnusableKeyException {
    return published(ring -> ring);
  }

  /** Makes the next key. */
  public Ring create() throws UnusableKeyException {
    return published(ring -> withoutNext(ring).with(files.make(ring, clock.instant())));
  }

  /**
   * Copies a key into the ring as the next one.
   *
   * @param keyId {@code kid}; its thumbprint where empty
   */
  public Ring adopt(Path file, Optional<String> keyId) throws UnusableKeyException {
    return published(
        ring ->
            withoutNext(ring).with(unknown(files.adopt(file, keyId, ring, clock.instant()), ring)));
  }

  private static RingKey unknown(RingKey key, Ring ring) throws UnusableKeyException {
    for (RingKey known : ring.keys()) {
      if (known.thumbprint().equals(key.thumbprint()) || known.keyId().equals(key.keyId())) {
        throw new UnusableKeyException(
            "has this key or its key ID already: %s, %s".formatted(known.keyId(), known.state()),
            "import another key, or give it another ID with --kid");
      }
    }
    return key;
  }

  /**
   * Has the next key sign from now on.
   *
   * @param emergency whether not to wait until every verifier knows it; then it is made where there
   *     is none
   */
  public Ring activate(boolean emergency) throws UnusableKeyException {
    if (emergency && ring().next().isEmpty()) {
      create();
    } else {
      publish();
    }
    return published(
        ring -> {
          RingKey next =
              ring.next()
                  .orElseThrow(
                      () ->
                          new UnusableKeyException(
                              "has no next key", "run 'credmint keys create'"));
          if (!emergency) {
            checkWait(next);
          }
          RingKeyFiles.loaded(files.open(next));
          return ring.activating(next, clock.instant());
        });
  }

  /**
   * Takes a key out of use.
   *
   * @param force whether valid tokens that it signed shall be rejected
   */
  public Ring retire(String keyId, boolean force) throws UnusableKeyException {
    return published(
        ring -> {
          RingKey key = ring.find(keyId).orElseThrow(() -> unknown(keyId, ring));
          checkUnneeded(key, force);
          return ring.with(key.with(Milestone.WITHDRAWN, clock.instant()));
        });
  }

  private void checkWait(RingKey next) throws UnusableKeyException {
    Optional<Instant> safe = RotationRound.safe(next, use.cacheTime());
    if (safe.filter(time -> !time.isAfter(clock.instant())).isPresent()) {
      return;
    }
    throw new UnusableKeyException(
        "has a next key that verifiers may not know yet",
        safe.isEmpty()
            ? "publish it: set CREDMINT_PUBLICATION_DIRECTORY, or 'credmint keys publish --to DIRECTORY'"
            : "wait until %s, or use --emergency and have tokens rejected".formatted(safe.get()));
  }

  private void checkUnneeded(RingKey key, boolean force) throws UnusableKeyException {
    if (key.state() == State.CURRENT) {
      throw new UnusableKeyException(
          "signs with key " + key.keyId(), "have another key sign first: credmint keys activate");
    }
    Optional<Instant> last = key.at(Milestone.EXPIRES);
    boolean isOver = last.filter(time -> time.isBefore(clock.instant())).isPresent();
    if (key.state() == State.RETIRED && !isOver && !force) {
      throw new UnusableKeyException(
          "has valid tokens of key %s%s"
              .formatted(key.keyId(), last.map(time -> " until " + time).orElse("")),
          last.isPresent()
              ? "wait, the daemon withdraws it then; or use --force to have them rejected"
              : "start the daemon, which will know the end; or use --force to have them rejected");
    }
  }

  private static Ring withoutNext(Ring ring) throws UnusableKeyException {
    if (ring.next().isPresent()) {
      String keyId = ring.next().get().keyId();
      throw new UnusableKeyException(
          "has a next key already: " + keyId,
          "use it, or run 'credmint keys retire --kid " + keyId);
    }
    return ring;
  }

  private Ring published(Change change) throws UnusableKeyException {
    store.change(before -> change.of(before.orElseThrow(RingCommands::missing)));
    List<Problem> problems = new ArrayList<>();
    new RotationRound(use, store, files, publisher, clock.instant()).run(false, problems);
    if (!problems.isEmpty()) {
      throw new UnusableKeyException(
          "was changed, but is not published: " + problems.get(0).reason(),
          "then run 'credmint keys publish'");
    }
    return ring();
  }

  private static UnusableKeyException missing() {
    return new UnusableKeyException(
        "does not exist yet", "start the daemon, which makes it with the key that signs now");
  }

  private static UnusableKeyException unknown(String keyId, Ring ring) {
    List<String> known = ring.keys().stream().map(RingKey::keyId).toList();
    return new UnusableKeyException(
        "has no key %s".formatted(keyId), "name one of " + String.join(" ", known));
  }

  /** Notes that verifiers can fetch all keys, which somebody else has published. */
  public Ring markPublished() throws UnusableKeyException {
    return store.change(
        before -> {
          Ring ring = before.orElseThrow(RingCommands::missing);
          for (RingKey key : ring.live()) {
            if (!key.has(Milestone.PUBLISHED)) {
              ring = ring.with(key.with(Milestone.PUBLISHED, clock.instant()));
            }
          }
          return ring;
        });
  }

  /** The public halves of all keys that verifiers have to know, as JSON Web Keys. */
  public List<String> jwks() throws UnusableKeyException {
    return ring().live().stream().map(RingKey::jwk).toList();
  }
}
