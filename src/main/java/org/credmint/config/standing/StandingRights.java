// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.Values;

/**
 * The knobs of a standing credential that decide who gets what, as they are written. They can be
 * compared even if some of them have a mistake.
 *
 * @param texts the knobs that are set
 * @param lifetime how long a token is valid; empty if this cannot be read
 */
public record StandingRights(Map<StandingKnob, String> texts, Optional<Duration> lifetime) {
  /**
   * These take nothing away: how early a token is replaced, how it is written, which key it has.
   */
  private static final Set<StandingKnob> OTHERS =
      EnumSet.of(
          StandingKnob.TOKEN_LIFETIME,
          StandingKnob.MINIMUM_LIFETIME,
          StandingKnob.FORM,
          StandingKnob.PROGRAM_TIMEOUT,
          StandingKnob.PROXY_KEY_TYPE);

  /** Takes a copy. */
  public StandingRights {
    texts = Map.copyOf(texts);
  }

  static StandingRights of(StandingKnobs own) {
    Map<StandingKnob, String> texts = new EnumMap<>(StandingKnob.class);
    for (StandingKnob knob : EnumSet.complementOf(EnumSet.copyOf(OTHERS))) {
      own.find(knob).ifPresent(found -> texts.put(knob, found.value()));
    }
    return new StandingRights(
        texts, own.parsed(StandingKnob.TOKEN_LIFETIME, Values.seconds(0, Integer.MAX_VALUE)));
  }

  /** The first knob that may have taken something away since; empty if none has. */
  public Optional<StandingKnob> narrowedSince(StandingRights before) {
    for (StandingKnob knob : StandingKnob.values()) {
      boolean same =
          knob == StandingKnob.TOKEN_LIFETIME
              ? lifetime.isEmpty() || !isShorter(before)
              : Optional.ofNullable(texts.get(knob))
                  .equals(Optional.ofNullable(before.texts.get(knob)));
      if (!same) {
        return Optional.of(knob);
      }
    }
    return Optional.empty();
  }

  private boolean isShorter(StandingRights before) {
    return before.lifetime.isPresent()
        && lifetime.orElseThrow().compareTo(before.lifetime.get()) < 0;
  }
}
