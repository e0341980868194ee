// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.credmint.key.UnusableKeyException;
import org.credmint.rotation.RingKey.State;

/**
 * The keys of an issuer: one that signs, perhaps one that will, and those that did. Unchangeable.
 *
 * @param change how often the ring was changed; a ring with a lower number is older
 * @param keys in the order in which they came, exactly one of them current, one next at most
 */
public record Ring(int change, List<RingKey> keys) {
  /** Takes a copy. */
  public Ring {
    keys = List.copyOf(keys);
  }

  /** The key that signs. */
  public RingKey current() {
    return in(State.CURRENT).orElseThrow();
  }

  /** The key that will sign. */
  public Optional<RingKey> next() {
    return in(State.NEXT);
  }

  /** The key of an ID, whatever it is for. */
  public Optional<RingKey> find(String keyId) {
    return keys.stream().filter(key -> key.keyId().equals(keyId)).findFirst();
  }

  /** Whether a key is in it, whatever it is for. */
  boolean has(String thumbprint) {
    return keys.stream().anyMatch(key -> key.thumbprint().equals(thumbprint));
  }

  /** The keys that verifiers have to know. */
  List<RingKey> live() {
    return keys.stream().filter(key -> key.state() != State.WITHDRAWN).toList();
  }

  /** The keys that did sign, and whose tokens are still good. */
  List<RingKey> retired() {
    return keys.stream().filter(key -> key.state() == State.RETIRED).toList();
  }

  /** Whether it has exactly one key that signs, one next at most, and no key ID twice. */
  boolean isSound() {
    long ids = keys.stream().map(RingKey::keyId).distinct().count();
    return ids == keys.size() && count(State.CURRENT) == 1 && count(State.NEXT) <= 1;
  }

  /** The same with a key in the place of the one of its ID, or as the last one. */
  Ring with(RingKey key) {
    List<RingKey> all = new ArrayList<>(keys);
    Optional<RingKey> same = find(key.keyId());
    if (same.isPresent()) {
      all.set(keys.indexOf(same.get()), key);
    } else {
      all.add(key);
    }
    return new Ring(change, all);
  }

  /** The same, where from now on another key signs. */
  Ring activating(RingKey key, Instant now) {
    return with(current().with(Milestone.RETIRED, now)).with(key.with(Milestone.ACTIVE, now));
  }

  /** The same, after one change more. */
  Ring changed() {
    return new Ring(change + 1, keys);
  }

  private Optional<RingKey> in(State state) {
    return keys.stream().filter(key -> key.state() == state).findFirst();
  }

  private long count(State state) {
    return keys.stream().filter(key -> key.state() == state).count();
  }

  /** The same, whose live keys can be fetched by verifiers from now on, if they were not before. */
  Ring marked(Predicate<RingKey> which, Instant now) {
    Ring ring = this;
    for (RingKey key : live()) {
      if (which.test(key) && !key.has(Milestone.PUBLISHED)) {
        ring = ring.with(key.with(Milestone.PUBLISHED, now));
      }
    }
    return ring;
  }

  /** The same; refused where it has a next key. */
  Ring withoutNext() throws UnusableKeyException {
    if (next().isPresent()) {
      String keyId = next().get().keyId();
      throw new UnusableKeyException(
          "has a next key already: " + keyId,
          "use it, or run 'credmint keys retire --kid %s'".formatted(keyId));
    }
    return this;
  }

  /** The key of an ID; refused where there is none. */
  RingKey get(String keyId) throws UnusableKeyException {
    return find(keyId)
        .orElseThrow(
            () ->
                new UnusableKeyException(
                    "has no key " + keyId,
                    "name one of " + String.join(" ", keys.stream().map(RingKey::keyId).toList())));
  }
}
