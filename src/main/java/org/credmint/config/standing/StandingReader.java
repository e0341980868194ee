// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.ProviderSpelling;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.knob.Knobs;

/**
 * Reads the declarations of standing credentials. Each is read for itself: what is wrong with one
 * is no harm to the others.
 */
public final class StandingReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  private final Knobs knobs;
  private final KnobReader reader;
  private final Collection<String> providers;
  private final String host;

  /**
   * A reader.
   *
   * @param providers the names of all providers, with which these share the names of knobs
   * @param host this host's name
   */
  public StandingReader(Knobs knobs, KnobReader reader, Collection<String> providers, String host) {
    this.knobs = knobs;
    this.reader = reader;
    this.providers = List.copyOf(providers);
    this.host = host;
  }

  /**
   * What came of reading the knobs of standing credentials.
   *
   * @param problems everything that is wrong with them
   */
  public record Reading(StandingDeclarations declarations, List<Problem> problems) {
    /** Takes a copy. */
    public Reading {
      problems = List.copyOf(problems);
    }
  }

  /** The names that are listed, whatever is wrong with them. */
  public static List<String> names(KnobReader reader) {
    return reader
        .find(StandingKnob.LIST)
        .map(found -> Values.list(found.value()))
        .orElse(List.of());
  }

  /** Reads all. */
  public Reading read() {
    List<Problem> problems = new ArrayList<>();
    Map<String, StandingSettings> usable = new TreeMap<>();
    Map<String, StandingRights> declared = new TreeMap<>();
    Set<String> caseless = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : names(reader)) {
      StandingKnobs own = new StandingKnobs(name, reader);
      declared.put(name, StandingRights.of(own));
      Optional<Problem> unfit =
          caseless.add(name)
              ? whyUnfit(name)
              : Optional.of(
                  listed(
                      name, "differs from another only in case, which knobs do not", "rename one"));
      if (unfit.isPresent()) {
        problems.add(unfit.get());
        continue;
      }
      new DeclarationReader(own, knobs, providers, host)
          .read()
          .ifPresent(one -> usable.put(name, one));
      problems.addAll(own.problems());
    }
    return new Reading(new StandingDeclarations(usable, declared), problems);
  }

  private Optional<Problem> whyUnfit(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          listed(
              name,
              "cannot name a standing credential",
              "use up to 64 letters, digits and underscores, beginning with a letter"));
    }
    String spelled = name.toUpperCase(Locale.ROOT);
    return providers.stream()
        .filter(one -> ProviderSpelling.of(one).toUpperCase(Locale.ROOT).equals(spelled))
        .findFirst()
        .map(
            one ->
                listed(
                    name,
                    "is also the name of provider %s, and nobody can tell whose a knob is"
                        .formatted(Values.shown(one)),
                    "rename one of the two"));
  }

  private static Problem listed(String name, String reason, String fix) {
    return Problem.ofProvider(name, StandingKnob.LIST, Values.shown(name), reason, fix);
  }
}
