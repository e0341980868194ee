// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The purposes that a site knows: the three of GlideinWMS, and those that it has declared. */
public final class DeclaredPurposes {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private final Set<String> names = new TreeSet<>();

  /**
   * The three purposes and others.
   *
   * @param declared names of the others, in any case: a letter, then letters, digits and
   *     underscores, 64 characters at most
   * @throws IllegalArgumentException where a name has another form; the message says which
   */
  public DeclaredPurposes(Collection<String> declared) {
    for (Purpose purpose : Set.of(Purpose.REQUEST, Purpose.CALLBACK, Purpose.PAYLOAD)) {
      names.add(purpose.name());
    }
    for (String name : declared) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!NAME.matcher(lower).matches()) {
        throw new IllegalArgumentException(
            "'" + name + "' cannot be a purpose: use letters, digits and underscores");
      }
      names.add(lower);
    }
  }

  /**
   * The purpose of this name.
   *
   * @param name in any case
   * @return empty where it is not declared
   */
  public Optional<Purpose> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return names.contains(lower) ? Optional.of(new Purpose(lower)) : Optional.empty();
  }

  /** All names, separated by commas. */
  @Override
  public String toString() {
    return String.join(", ", names);
  }
}
