// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.KeyRing;
import org.credmint.key.KeySource;
import org.credmint.key.SigningKey;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;

/**
 * The key that signs: the current one of a provider's key ring, or the one of its {@code
 * PRIVATE_KEY} where it has no ring.
 */
public final class RingKeys {
  private static final int ROOT = 0;

  private final Host host;
  private final KeyRing plain;
  private final InstantSource clock;

  /**
   * Keys with and without rings.
   *
   * @param plain opens key files
   */
  public RingKeys(Host host, KeyRing plain, InstantSource clock) {
    this.host = host;
    this.plain = plain;
    this.clock = clock;
  }

  /**
   * For the daemon: makes keys and rings that are missing. A new ring begins with the key that
   * signed before, so that no token is rejected.
   */
  public KeySource making() {
    return (provider, key, user, served) ->
        open(plain.making(), served, provider, key, user, served);
  }

  /** For those who only look: changes nothing. */
  public KeySource reading() {
    return (provider, key, user, served) ->
        open(plain.reading(), false, provider, key, user, served);
  }

  /** For those who only show what would be issued: a new key in memory stands in where needed. */
  public KeySource standingIn() {
    return (provider, key, user, served) -> {
      KeyLoadResult found = open(plain.standingIn(), false, provider, key, user, served);
      return found instanceof KeyLoadResult.Loaded
          ? found
          : plain.standingIn().open(provider, key, user, served);
    };
  }

  private KeyLoadResult open(
      KeySource ofFiles, boolean make, String provider, KeySettings key, int user, boolean served) {
    int own = host.identity().uid();
    if (key.keeping().ring().isEmpty() || (own != ROOT && own != user)) {
      return ofFiles.open(provider, key, user, served);
    }
    Path path = key.keeping().ring().get();
    RingKeyFiles files = new RingKeyFiles(host, plain, provider, key, user);
    RingStore store = new RingStore(host, path, key.keeping().notes(), user, false);
    try {
      Optional<Ring> ring = store.read();
      if (ring.isEmpty() && make) {
        ring = Optional.of(store.change(before -> begun(before, provider, key, user, files)));
      }
      if (ring.isEmpty()) {
        return ofFiles.open(provider, key, user, served);
      }
      checkKnown(plain.reading().open(provider, key, user, false), ring.get());
      return files.open(ring.get().current());
    } catch (UnusableKeyException e) {
      return new KeyLoadResult.Refused(
          Problem.ofProvider(provider, path.toString(), e.found(), e.reason(), e.fix()));
    }
  }

  /** Tokens of a key that is in no ring would be rejected as soon as another one signs. */
  private static void checkKnown(KeyLoadResult own, Ring ring) throws UnusableKeyException {
    if (own instanceof KeyLoadResult.Loaded loaded
        && !loaded.key().isStandIn()
        && !ring.has(loaded.key().thumbprint())) {
      throw new UnusableKeyException(
          "does not have the key %s that the provider's PRIVATE_KEY names, so its verifiers may not know the keys of the ring"
              .formatted(loaded.key().keyId()),
          "give the provider a key ring of its own; if its verifiers know this ring, remove that key file");
    }
  }

  /** The first key is the provider's own, which other providers may sign with too. */
  private Ring begun(
      Optional<Ring> before, String provider, KeySettings key, int user, RingKeyFiles files)
      throws UnusableKeyException {
    if (before.isPresent()) { // another provider was quicker
      return before.get();
    }
    Ring empty = new Ring(0, List.of());
    SigningKey own = RingKeyFiles.loaded(plain.making().open(provider, key, user, true));
    RingKey first = files.adopt(own, key.privateKey(), empty, clock.instant());
    return empty.with(first.with(Milestone.ACTIVE, clock.instant()));
  }
}
