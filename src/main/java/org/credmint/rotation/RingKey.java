// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.SigningKey;
import org.credmint.key.UnusableKeyException;

/**
 * A key of a ring, as the ring describes it. Holds no private key.
 *
 * @param keyId {@code kid}
 * @param file the name of its private file, in the ring's directory
 * @param algorithm the one algorithm that it signs with
 * @param thumbprint which key it is (RFC 7638)
 * @param jwk its public half (RFC 7517 section 4)
 * @param longest how long a token signed by it lives at most
 * @param times when what happened to it
 */
public record RingKey(
    String keyId,
    String file,
    SigningAlgorithm algorithm,
    String thumbprint,
    String jwk,
    Duration longest,
    Map<Milestone, Instant> times) {
  /** What a key is for at the moment. */
  public enum State {
    NEXT,
    CURRENT,
    RETIRED,
    WITHDRAWN
  }

  /** Takes a copy of the times. */
  public RingKey {
    EnumMap<Milestone, Instant> copy = new EnumMap<>(Milestone.class);
    copy.putAll(times);
    times = Collections.unmodifiableMap(copy);
  }

  /** A key that has just come into a ring. */
  static RingKey of(SigningKey key, String file, Instant now) {
    return new RingKey(
        key.keyId(),
        file,
        key.algorithm(),
        key.thumbprint(),
        key.toPublicJwk(),
        Duration.ZERO,
        Map.of(Milestone.CREATED, now));
  }

  /** When something happened to it; empty where it has not. */
  public Optional<Instant> at(Milestone milestone) {
    return Optional.ofNullable(times.get(milestone));
  }

  boolean has(Milestone milestone) {
    return times.containsKey(milestone);
  }

  /** What it is for at the moment. */
  public State state() {
    if (has(Milestone.WITHDRAWN)) {
      return State.WITHDRAWN;
    }
    if (has(Milestone.RETIRED)) {
      return State.RETIRED;
    }
    return has(Milestone.ACTIVE) ? State.CURRENT : State.NEXT;
  }

  /** The same key, to which something happened. */
  RingKey with(Milestone milestone, Instant time) {
    Map<Milestone, Instant> changed = new EnumMap<>(Milestone.class);
    changed.putAll(times);
    changed.put(milestone, time);
    return new RingKey(keyId, file, algorithm, thumbprint, jwk, longest, changed);
  }

  /** The same key, to which something has not happened after all. */
  RingKey without(Milestone milestone) {
    Map<Milestone, Instant> changed = new EnumMap<>(Milestone.class);
    changed.putAll(times);
    changed.remove(milestone);
    return new RingKey(keyId, file, algorithm, thumbprint, jwk, longest, changed);
  }

  /** The same key, whose tokens may live so long too. */
  RingKey signing(Duration lifetime) {
    return lifetime.compareTo(longest) <= 0
        ? this
        : new RingKey(keyId, file, algorithm, thumbprint, jwk, lifetime, times);
  }

  /**
   * Refuses to take the key out of use while it is needed.
   *
   * @param force whether valid tokens that it signed shall be rejected
   */
  void checkUnneeded(boolean force, Instant now) throws UnusableKeyException {
    if (state() == State.CURRENT) {
      throw new UnusableKeyException(
          "signs with key " + keyId, "have another key sign first: credmint keys activate");
    }
    Optional<Instant> last = at(Milestone.EXPIRES);
    boolean isOver = last.filter(time -> time.isBefore(now)).isPresent();
    if (state() == State.RETIRED && !isOver && !force) {
      throw new UnusableKeyException(
          "has valid tokens of key %s%s"
              .formatted(keyId, last.map(time -> " until " + time).orElse("")),
          last.isPresent()
              ? "wait, the daemon withdraws it then; or use --force to have them rejected"
              : "start the daemon, which will know the end; or use --force to have them rejected");
    }
  }
}
