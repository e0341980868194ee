// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.credmint.os.Host;
import org.credmint.provider.TokenProvider;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetDirectory;
import org.credmint.publication.KeySetException;
import org.credmint.rotation.RingKey.State;
import org.credmint.rotation.RingUse.Place;

/** Has verifiers know the keys that sign, did sign, and will sign. */
final class KeyPublisher {
  private final Host host;

  KeyPublisher(Host host) {
    this.host = host;
  }

  /**
   * Publishes all keys of a ring but those that were withdrawn. Keys of others stay.
   *
   * @return the IDs of keys that verifiers of a key set could not know until now
   * @throws KeySetException where that could not be done everywhere
   */
  Set<String> publish(Ring ring, Collection<Place> places) throws KeySetException {
    Set<String> added = new HashSet<>();
    for (Place place : places) {
      KeySetDirectory directory = new KeySetDirectory(host, place.directory());
      KeySet before = directory.read(place.issuer());
      KeySet after = before;
      for (RingKey key : ring.keys()) {
        after = key.state() == State.WITHDRAWN ? without(key, after) : with(key, after);
      }
      if (!after.keyIds().equals(before.keyIds())) {
        directory.write(place.issuer(), after);
      }
      if (!before.keyIds().isEmpty()) { // nobody has an old copy of what was not there
        added.addAll(after.keyIds());
        added.removeAll(before.keyIds());
      }
    }
    return added;
  }

  /** Publishes the one key of a provider. */
  void publish(TokenProvider provider, Place place) throws KeySetException {
    KeySetDirectory directory = new KeySetDirectory(host, place.directory());
    KeySet before = directory.read(place.issuer());
    KeySet after =
        before.with(provider.issuer().key().toPublicJwk(), "provider " + provider.name());
    if (!after.keyIds().equals(before.keyIds())) {
      directory.write(place.issuer(), after);
    }
  }

  /**
   * Whether verifiers can fetch a key everywhere.
   *
   * @throws KeySetException where that cannot be told
   */
  boolean isPublished(String keyId, String thumbprint, Collection<Place> places)
      throws KeySetException {
    for (Place place : places) {
      KeySet keys = new KeySetDirectory(host, place.directory()).read(place.issuer());
      if (keys.thumbprint(keyId).filter(thumbprint::equals).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static KeySet with(RingKey key, KeySet keys) throws KeySetException {
    return keys.with(key.jwk(), "the key ring (file %s)".formatted(key.file()));
  }

  private static KeySet without(RingKey key, KeySet keys) {
    return keys.thumbprint(key.keyId()).filter(key.thumbprint()::equals).isPresent()
        ? keys.without(key.keyId())
        : keys;
  }
}
