// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The knobs that say where a service's logins and its client's secret are sent, as they are
 * written. They can be compared even if some of them have a mistake.
 *
 * @param texts of those that are set, by the knob's name
 */
public record OAuthDestination(Map<String, String> texts) {
  /** Takes a copy. */
  public OAuthDestination {
    texts = Map.copyOf(texts);
  }

  /** The first knob that is written otherwise since; empty if none is. */
  public Optional<String> changedSince(OAuthDestination before) {
    Map<String, String> all = new TreeMap<>(before.texts);
    all.putAll(texts);
    return new TreeSet<>(all.keySet()).stream().filter(knob -> !isSame(knob, before)).findFirst();
  }

  private boolean isSame(String knob, OAuthDestination before) {
    return texts.getOrDefault(knob, "").equals(before.texts.getOrDefault(knob, ""));
  }
}
