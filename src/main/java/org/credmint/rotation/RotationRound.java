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

  private final RingUse use;
  private final RingStore store;
  private final RingKeyFiles files;
  private final KeyPublisher publisher;
  private final Instant now;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * What came of it.
   *
   * @param ring as it is now; empty where that is not known
   * @param next when there may be more to do; empty where nothing is foreseen
   */
  record Outcome(Optional<Ring> ring, Optional<Instant> next) {}

  RotationRound(
      RingUse use, RingStore store, RingKeyFiles files, KeyPublisher publisher, Instant now) {
    this.use = use;
    this.store = store;
    this.files = files;
    this.publisher = publisher;
    this.now = now;
  }

  /**
   * Does what can be done now.
   *
   * @param mayReplace whether every provider of the configuration is served, so that none goes on
   *     signing with an earlier key
   * @param found takes what is wrong
   */
  Outcome run(boolean mayReplace, Collection<Problem> found) {
    try {
      Ring ring = store.change(before -> step(before.orElseThrow(), mayReplace));
      for (int i = 0; i < MOST_STEPS && problems.isEmpty(); i++) {
        int change = ring.change();
        ring = store.change(before -> step(before.orElseThrow(), mayReplace));
        if (ring.change() == change) {
          break;
        }
      }
      found.addAll(problems);
      return new Outcome(Optional.of(ring), nextLook(ring));
    } catch (UnusableKeyException e) {
      found.add(problem(store.path(), e.reason(), e.fix()));
      return new Outcome(Optional.empty(), Optional.of(now.plus(RETRY)));
    }
  }

  private Ring step(Ring before, boolean mayReplace) throws UnusableKeyException {
    problems.clear();
    Ring ring = before.with(before.current().signing(use.longest()));
    Optional<Ring> published = published(ring);
    if (published.isEmpty() || !mayReplace) {
      return published.orElse(ring);
    }
    ring = withdrawn(settled(published.get()));
    if (use.maxAge().isZero() || use.places().isEmpty()) {
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
      Ring ring = before;
      Set<String> added = publisher.publish(before, use.places());
      for (RingKey key : before.live()) {
        boolean isLate = key.state() == RingKey.State.NEXT && added.contains(key.keyId());
        if (isLate || !key.has(Milestone.PUBLISHED)) {
          ring = ring.with(key.with(Milestone.PUBLISHED, now));
        }
      }
      return Optional.of(ring);
    } catch (KeySetException e) {
      String message = String.valueOf(e.getMessage());
      problems.add(problem(use.ring(), message, "until then no key of this key ring is replaced"));
      return Optional.empty();
    }
  }

  /** Once nobody signs with a retired key any more, it is known when its last token expires. */
  private Ring settled(Ring before) {
    Ring ring = before;
    if (use.signsOnlyWith(before.current())) {
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
    if (replacement(ring).filter(time -> !time.isAfter(now)).isEmpty()) {
      return ring;
    }
    RingKeyFiles.loaded(files.open(next));
    return ring.activating(next, now);
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
    if (!use.signsOnlyWith(ring.current())) {
      return Optional.of(now);
    }
    Stream<Instant> ends =
        ring.retired().stream().flatMap(key -> key.at(Milestone.EXPIRES).stream());
    return Stream.concat(ends, replacement(ring).stream())
        .map(time -> time.isAfter(now) ? time : now.plus(RETRY))
        .min(Instant::compareTo);
  }

  private Problem problem(Path subject, String reason, String fix) {
    return new Problem(
        Problem.Severity.WARNING, Optional.of(use.provider()), subject.toString(), "", reason, fix);
  }
}
