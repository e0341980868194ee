// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whom a standing credential is made for, such as a site.
 *
 * @param name its name; empty for a credential that has no targets
 * @param attributes what is said of it, by names whose case does not matter
 */
public record Target(String name, Map<String, String> attributes) {
  /** The target of a credential that has none. */
  public static final Target NONE = new Target("", Map.of());

  /** Takes a copy. */
  public Target {
    TreeMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(attributes);
    attributes = Collections.unmodifiableMap(copy);
  }

  /** An attribute; empty where it is absent or blank. */
  public Optional<String> attribute(String attribute) {
    return Optional.ofNullable(attributes.get(attribute)).filter(value -> !value.isBlank());
  }
}
