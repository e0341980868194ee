// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.Values;

/** Reads how a provider's keys are published and replaced. */
final class KeyKeepingReader {
  private static final long TEN_YEARS = 315_360_000;
  private static final long ONE_YEAR = 31_536_000;

  private final ProviderKnobs knobs;

  KeyKeepingReader(ProviderKnobs knobs) {
    this.knobs = knobs;
  }

  /** What the knobs say; empty where one of them is wrong, which disables the provider. */
  Optional<KeyKeeping> read() {
    Optional<Path> ring = knobs.value(ProviderKnob.KEY_RING, Values::file);
    Optional<Duration> maxAge = knobs.value(ProviderKnob.KEY_MAX_AGE, Values.seconds(0, TEN_YEARS));
    Optional<Duration> cacheTime =
        knobs.value(ProviderKnob.KEY_CACHE_TIME, Values.seconds(0, ONE_YEAR));
    Optional<Path> publication = knobs.value(ProviderKnob.PUBLICATION_DIRECTORY, Values::file);
    if (knobs.isDisabled() || maxAge.isEmpty() || cacheTime.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> notes = knobs.find("LOG").filter(log -> log.startsWith("/")).map(Path::of);
    KeyKeeping read = new KeyKeeping(ring, maxAge.get(), cacheTime.get(), publication, notes);
    warnOfWhatIsMissing(read);
    return Optional.of(read);
  }

  private void warnOfWhatIsMissing(KeyKeeping read) {
    Optional<KnobValue> age = knobs.find(ProviderKnob.KEY_MAX_AGE);
    if (age.isEmpty() || read.maxAge().isZero()) {
      return;
    }
    if (read.ring().isEmpty()) {
      knobs.warn(
          age.get(),
          "has no effect without a key ring: a key in PRIVATE_KEY is never replaced",
          "set " + ProviderKnob.KEY_RING.generalName());
    } else if (read.publication().isEmpty()) {
      knobs.warn(
          age.get(),
          "has no effect: no key is replaced before the next one is published, and nothing publishes it",
          "set " + ProviderKnob.PUBLICATION_DIRECTORY.generalName());
    }
  }
}
