// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.Problem;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.KeyRing;
import org.credmint.key.SigningKey;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;
import org.credmint.publication.KeySetException;

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
   * @param afterRestore whether a ring that is older than it was is taken as it is
   */
  public RingCommands(
      Host host, KeyRing keys, InstantSource clock, RingUse use, boolean afterRestore) {
    int own = host.identity().uid();
    Optional<Path> notes = use.settings().keeping().notes();
    this.use = use;
    this.store = new RingStore(host, use.ring(), notes, RingStore.ANYBODY, afterRestore);
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

  /**
   * Makes the next key.
   *
   * @param algorithm what it is for; what the provider's knobs say where empty
   */
  public Ring create(Optional<SigningAlgorithm> algorithm) throws UnusableKeyException {
    SigningAlgorithm its = algorithm.orElse(use.settings().algorithm());
    return published(ring -> ring.withoutNext().with(files.make(its, ring, clock.instant())));
  }

  /**
   * Copies a key into the ring as the next one.
   *
   * @param keyId {@code kid}; its thumbprint where empty
   */
  public Ring adopt(Path file, Optional<String> keyId) throws UnusableKeyException {
    SigningKey key = files.read(file, keyId);
    return published(
        ring -> {
          checkUnknown(key, ring.withoutNext());
          return ring.with(files.adopt(key, file, ring, clock.instant()));
        });
  }

  /** Before anything is copied. */
  private void checkUnknown(SigningKey key, Ring ring) throws UnusableKeyException {
    if (ring.has(key.thumbprint()) || ring.find(key.keyId()).isPresent()) {
      throw new UnusableKeyException(
          "has this key or its key ID already: " + key.keyId(),
          "import another key, or give it another ID with --kid");
    }
    try {
      publisher.check(ring.with(RingKey.of(key, "new", clock.instant())), use.places());
    } catch (KeySetException e) {
      throw new UnusableKeyException(
          "cannot take the key: " + e.getMessage(), "give it another ID with --kid");
    }
  }

  /** Has the next key sign from now on, if verifiers know it. */
  public Ring activate() throws UnusableKeyException {
    publish();
    return published(
        ring -> {
          RingKey next =
              ring.next()
                  .orElseThrow(
                      () ->
                          new UnusableKeyException(
                              "has no next key", "run 'credmint keys create'"));
          checkWait(next);
          RingKeyFiles.loaded(files.open(next));
          return ring.activating(next, clock.instant());
        });
  }

  /**
   * Has another key sign from now on, though verifiers cannot know it yet.
   *
   * @param usesNext whether to take the next key, which verifiers may know already. It lies beside
   *     the current one, so whoever could read that can have read it too; otherwise it is withdrawn
   *     and a new one made
   */
  public Ring activateNow(boolean usesNext) throws UnusableKeyException {
    published(ring -> usesNext && ring.next().isPresent() ? ring : withFreshNext(ring));
    return published(
        ring -> {
          RingKey next = ring.next().orElseThrow();
          RingKeyFiles.loaded(files.open(next));
          return ring.activating(next, clock.instant());
        });
  }

  private Ring withFreshNext(Ring ring) throws UnusableKeyException {
    Instant now = clock.instant();
    Ring without = ring;
    if (ring.next().isPresent()) {
      without = ring.with(ring.next().get().with(Milestone.WITHDRAWN, now));
    }
    return without.with(files.make(without, now));
  }

  /** Why a key cannot be taken out of use yet; empty where it can. */
  public Optional<String> whyNeeded(String keyId) throws UnusableKeyException {
    RingKey key = ring().get(keyId);
    try {
      key.checkUnneeded(false, clock.instant());
      return Optional.empty();
    } catch (UnusableKeyException e) {
      return Optional.of("the key ring %s %s: %s".formatted(use.ring(), e.reason(), e.fix()));
    }
  }

  /**
   * Takes a key out of use.
   *
   * @param force whether valid tokens that it signed shall be rejected
   */
  public Ring retire(String keyId, boolean force) throws UnusableKeyException {
    return published(
        ring -> {
          RingKey key = ring.get(keyId);
          key.checkUnneeded(force, clock.instant());
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

  private Ring published(Change change) throws UnusableKeyException {
    Ring changed = store.change(before -> change.of(before.orElseThrow(RingCommands::missing)));
    List<Problem> problems = new ArrayList<>();
    new RotationRound(use, store, files, publisher, clock.instant(), RotationRound.Mode.COMMAND)
        .run(problems);
    if (!problems.isEmpty()) {
      throw new UnusableKeyException(
          "was changed, and now signs with %s, but: %s"
              .formatted(changed.current().keyId(), problems.get(0).reason()),
          "fix that, and run 'credmint keys publish'");
    }
    return ring();
  }

  private static UnusableKeyException missing() {
    return new UnusableKeyException(
        "does not exist yet", "start the daemon, which makes it with the key that signs now");
  }

  /**
   * Notes that verifiers can fetch keys, which somebody else has published.
   *
   * @param keyIds those that were published for every issuer of the ring
   */
  public Ring markPublished(Set<String> keyIds) throws UnusableKeyException {
    return store.change(
        before ->
            before
                .orElseThrow(RingCommands::missing)
                .marked(key -> keyIds.contains(key.keyId()), clock.instant()));
  }

  /** The public halves of all keys that verifiers have to know, as JSON Web Keys. */
  public List<String> jwks() throws UnusableKeyException {
    return ring().live().stream().map(RingKey::jwk).toList();
  }
}
