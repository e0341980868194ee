// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.credmint.config.knob.KnobReader.KnobValue;

/**
 * How providers are spelled in the names of knobs. HTCondor's parser takes letters, digits, dots
 * and underscores there and rejects the whole configuration for any other character ({@code
 * is_valid_param_name} in {@code config.cpp}, 23.9.6 to 25.14.1); provider names may have more.
 */
public final class ProviderSpelling {
  private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9_.]");

  private final List<String> providers;
  private final KnobReader reader;

  /** The spellings of all providers of a configuration. */
  public ProviderSpelling(List<String> providers, KnobReader reader) {
    this.providers = List.copyOf(providers);
    this.reader = reader;
  }

  /** The provider as it stands in a knob's name: {@code my_site} for {@code my-site}. */
  public static String of(String provider) {
    return ILLEGAL.matcher(provider).replaceAll("_");
  }

  /**
   * The knobs that name a provider and, in the same spelling, another one. Names that differ only
   * in case always share their knobs in HTCondor, and are no clash.
   *
   * @return what is set, and the other provider
   */
  public List<Clash> clashesOf(String provider) {
    Optional<String> other =
        providers.stream()
            .filter(one -> !one.equalsIgnoreCase(provider))
            .filter(one -> of(one).equalsIgnoreCase(of(provider)))
            .findFirst();
    List<Clash> clashes = new ArrayList<>();
    other.ifPresent(
        name ->
            Knob.all().stream()
                .filter(Knob::perProvider)
                .flatMap(knob -> reader.find(knob.nameFor(provider)).stream())
                .forEach(found -> clashes.add(new Clash(found, name))));
    return clashes;
  }

  /** A knob that is set, and the other provider that it names as well. */
  public record Clash(KnobValue found, String other) {}
}
