// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.credmint.config.knob.Problem;
import org.credmint.key.UnusableKeyException;
import org.credmint.publication.KeySetException;

/**
 * Brings one ring up to date: publishes its keys, has the next key sign when that is safe,
 * withdraws those whose last token has expired, and makes the next key. Each step is on the disk
 * before the one that relies on it.
 */
final class RotationRound {
  /** What was about to be signed when another key took over is signed within this time. */
  private static final Duration IN_FLIGHT = Duration.ofMinutes(5);

  private static final Duration RETRY = Duration.ofMinutes(1);

  /** Make, publish, activate, withdraw, and a look that finds nothing more to do. */
  private static final int MOST_STEPS = 8;

  /** How often what verifiers can fetch is compared with the ring. */
  private static final Duration LOOK = Duration.ofHours(1);

  private final RingUse use;
  private final RingStore store;
  private final RingKeyFiles files;
  private final KeyPublisher publisher;
  private final Instant now;
  private final Mode mode;
  private final List<Problem> problems = new ArrayList<>();

  RotationRound(
      RingUse use,
      RingStore store,
      RingKeyFiles files,
      KeyPublisher publisher,
      Instant now,
      Mode mode) {
    this.use = use;
    this.store = store;
    this.files = files;
    this.publisher = publisher;
    this.now = now;
    this.mode = mode;
  }

  /**
   * Who wants it.
   *
   * @param isDaemon whether keys are to be replaced too, and not only published
   * @param obstacle why none can be replaced: a provider that is not served may go on signing with
   *     an earlier key
   * @param signing the thumbprints of the keys that sign now; empty where that is not known
   */
  record Mode(boolean isDaemon, Optional<String> obstacle, Set<String> signing) {
    /** A command, which publishes only. */
    static final Mode COMMAND = new Mode(false, Optional.empty(), Set.of());

    /** Takes a copy. */
    Mode {
      signing = Set.copyOf(signing);
    }

    private boolean signsOnlyWith(RingKey key) {
      return signing.equals(Set.of(key.thumbprint()));
    }
  }

  /**
   * What came of it.
   *
   * @param ring as it is now; empty where that is not known
   * @param next when there may be more to do; empty where nothing is foreseen
   */
  record Outcome(Optional<Ring> ring, Optional<Instant> next) {}

  /**
   * Does what can be done now.
   *
   * @param found takes what is wrong
   */
  Outcome run(Collection<Problem> found) {
    try {
      Ring ring = store.change(this::step);
      for (int i = 0; i < MOST_STEPS && problems.isEmpty(); i++) {
        int change = ring.change();
        ring = store.change(this::step);
        if (ring.change() == change) {
          break;
        }
      }
      Optional<String> unnoted = store.keepNote(ring);
      if (mode.isDaemon()) { // a command has done what it was asked for
        unnoted.ifPresent(this::noteProblem);
      }
      found.addAll(problems);
      files.sweep(store);
      return new Outcome(Optional.of(ring), nextLook(ring));
    } catch (UnusableKeyException e) {
      found.add(problem(store.path(), e.reason(), e.fix()));
      return new Outcome(Optional.empty(), Optional.of(now.plus(RETRY)));
    }
  }

  private Ring step(Optional<Ring> found) throws UnusableKeyException {
    problems.clear();
    Ring before = found.orElseThrow(() -> new UnusableKeyException("is gone", "restore it"));
    Ring ring = before.with(before.current().signing(use.longest()));
    Optional<Ring> published = published(ring);
    return published.isPresent() && mode.isDaemon()
        ? replaced(published.get())
        : published.orElse(ring);
  }

  private Ring replaced(Ring published) throws UnusableKeyException {
    if (mode.obstacle().isPresent()) {
      if (isDue(published)) {
        problems.add(problem(store.path(), "its key is not replaced", mode.obstacle().get()));
      }
      return published;
    }
    Ring ring = withdrawn(settled(published));
    if (use.maxAge().isZero() || !use.isPublished()) {
      return ring;
    }
    return ring.next().isEmpty() ? ring.with(files.make(ring, now)) : activated(ring);
  }

  /** The ring with its keys published; empty where they could not be, so that all else waits. */
  private Optional<Ring> published(Ring before) {
    if (use.places().isEmpty()) {
      return Optional.of(before);
    }
    try {
      Optional<RingKey> vanished = publisher.vanished(before, use.places());
      if (vanished.isPresent()) { // on the disk, before it is published anew
        return Optional.of(before.with(vanished.get().without(Milestone.PUBLISHED)));
      }
      publisher.publish(before, use.places());
      return Optional.of(use.isPublished() ? before.marked(key -> true, now) : incomplete(before));
    } catch (KeySetException e) {
      String message = String.valueOf(e.getMessage());
      problems.add(problem(use.ring(), message, "until then no key of this key ring is replaced"));
      return Optional.empty();
    }
  }

  private Ring incomplete(Ring ring) {
    problems.add(
        problem(
            use.ring(),
            "signs for providers whose keys Credmint does not publish: "
                + String.join(" ", use.unpublished()),
            "set PUBLICATION_DIRECTORY for all; until then no key of this key ring is replaced"));
    return ring;
  }

  /** Once nobody signs with a retired key any more, it is known when its last token expires. */
  private Ring settled(Ring before) {
    Ring ring = before;
    if (mode.signsOnlyWith(before.current())) {
      for (RingKey key : before.retired()) {
        if (!key.has(Milestone.EXPIRES)) {
          Instant last = now.plus(key.longest()).plus(IN_FLIGHT);
          ring = ring.with(key.with(Milestone.EXPIRES, last));
        }
      }
    }
    return ring;
  }

  private Ring withdrawn(Ring before) {
    Ring ring = before;
    for (RingKey key : before.retired()) {
      if (key.at(Milestone.EXPIRES).filter(last -> last.isBefore(now)).isPresent()) {
        ring = ring.with(key.with(Milestone.WITHDRAWN, now));
      }
    }
    return ring;
  }

  private Ring activated(Ring ring) throws UnusableKeyException {
    RingKey next = ring.next().orElseThrow();
    if (!isDue(ring)) {
      return ring;
    }
    RingKeyFiles.loaded(files.open(next));
    return ring.activating(next, now);
  }

  private boolean isDue(Ring ring) {
    return replacement(ring).filter(time -> !time.isAfter(now)).isPresent();
  }

  /** When the next key replaces the current one by itself; empty where that is not foreseen. */
  private Optional<Instant> replacement(Ring ring) {
    if (use.maxAge().isZero()) {
      return Optional.empty();
    }
    Instant old = ring.current().at(Milestone.ACTIVE).orElseThrow().plus(use.maxAge());
    return ring.next()
        .flatMap(next -> safe(next, use.cacheTime()))
        .map(safe -> safe.isAfter(old) ? safe : old);
  }

  /** When a key may sign; empty where it is not published. */
  static Optional<Instant> safe(RingKey next, Duration cacheTime) {
    return next.at(Milestone.PUBLISHED).map(published -> published.plus(cacheTime));
  }

  private Optional<Instant> nextLook(Ring ring) {
    if (!problems.isEmpty()) {
      return Optional.of(now.plus(RETRY));
    }
    if (!mode.signsOnlyWith(ring.current())) {
      return Optional.of(now);
    }
    Stream<Instant> ends =
        ring.retired().stream().flatMap(key -> key.at(Milestone.EXPIRES).stream());
    Stream<Instant> look = use.places().isEmpty() ? Stream.of() : Stream.of(now.plus(LOOK));
    return Stream.of(ends, replacement(ring).stream(), look)
        .flatMap(times -> times)
        .map(time -> time.isAfter(now) ? time : now.plus(RETRY))
        .min(Instant::compareTo);
  }

  private void noteProblem(String reason) {
    problems.add(
        problem(
            use.ring(),
            "the note of how often it was changed cannot be written: " + reason,
            "until then a ring from an old backup may not be noticed"));
  }

  private Problem problem(Path subject, String reason, String fix) {
    return new Problem(
        Problem.Severity.WARNING, Optional.of(use.provider()), subject.toString(), "", reason, fix);
  }
}
