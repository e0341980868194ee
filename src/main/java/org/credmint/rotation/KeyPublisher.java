// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.util.Collection;
import java.util.Optional;
import org.credmint.os.Host;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetDirectory;
import org.credmint.publication.KeySetEditor;
import org.credmint.publication.KeySetException;
import org.credmint.rotation.RingKey.State;
import org.credmint.rotation.RingUse.Place;

/** Has verifiers know the keys that sign, did sign, and will sign. */
final class KeyPublisher {
  /** What a key set is to become. */
  @FunctionalInterface
  private interface Change {
    KeySet of(KeySet before) throws KeySetException;
  }

  private final Host host;

  KeyPublisher(Host host) {
    this.host = host;
  }

  /**
   * Publishes all keys of a ring but those that were withdrawn. Keys of others stay.
   *
   * @throws KeySetException where that could not be done everywhere
   */
  void publish(Ring ring, Collection<Place> places) throws KeySetException {
    check(ring, places); // before the first is changed
    for (Place place : places) {
      publish(place, before -> with(ring, before));
    }
  }

  /**
   * Finds out whether a ring can be published.
   *
   * @throws KeySetException where a key ID stands for another key, or a key set cannot be read
   */
  void check(Ring ring, Collection<Place> places) throws KeySetException {
    for (Place place : places) {
      with(ring, directory(place).read(place.issuer()));
    }
  }

  /** Publishes a key that is in no ring. */
  void publish(String jwk, String provider, Place place) throws KeySetException {
    publish(place, before -> before.with(jwk, "provider " + provider));
  }

  /**
   * Whether verifiers can fetch a key everywhere.
   *
   * @throws KeySetException where that cannot be told
   */
  boolean isPublished(String keyId, String thumbprint, Collection<Place> places)
      throws KeySetException {
    for (Place place : places) {
      KeySet keys = directory(place).read(place.issuer());
      if (keys.thumbprint(keyId).filter(thumbprint::equals).isEmpty()
          || !directory(place).hasDocument(place.issuer())) {
        return false;
      }
    }
    return true;
  }

  /** The next key, if verifiers could fetch it and now cannot. */
  Optional<RingKey> vanished(Ring ring, Collection<Place> places) throws KeySetException {
    Optional<RingKey> next = ring.next().filter(key -> key.has(Milestone.PUBLISHED));
    return next.isPresent() && !isPublished(next.get().keyId(), next.get().thumbprint(), places)
        ? next
        : Optional.empty();
  }

  /** What is published already is only read. */
  private void publish(Place place, Change change) throws KeySetException {
    KeySetDirectory directory = directory(place);
    KeySet found = directory.read(place.issuer());
    if (change.of(found).keyIds().equals(found.keyIds()) && directory.hasDocument(place.issuer())) {
      return;
    }
    try (KeySetEditor editor = directory.edit()) {
      editor.write(place.issuer(), change.of(editor.read(place.issuer())));
    }
  }

  private KeySetDirectory directory(Place place) {
    return new KeySetDirectory(host, place.directory());
  }

  private static KeySet with(Ring ring, KeySet before) throws KeySetException {
    KeySet after = before;
    for (RingKey key : ring.keys()) {
      after =
          key.state() == State.WITHDRAWN
              ? without(key, after)
              : after.with(key.jwk(), "the key ring (file %s)".formatted(key.file()));
    }
    return after;
  }

  private static KeySet without(RingKey key, KeySet keys) {
    return keys.thumbprint(key.keyId()).filter(key.thumbprint()::equals).isPresent()
        ? keys.without(key.keyId())
        : keys;
  }
}
