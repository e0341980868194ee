// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.htcondor.knob.Knobs;

/** Finds knobs that look like ours or the local issuer's and are not: most are slips of the pen. */
public final class UnknownKnobs {
  private static final List<String> PREFIXES = List.of("CREDMINT_", "LOCAL_CREDMON_");

  /** What is read from the environment only: by the launchers, and to find HTCondor's tools. */
  static final Set<String> ENVIRONMENT =
      Set.of(
          "CREDMINT_CONFIG_TIMEOUT",
          "CREDMINT_JAVA_HOME",
          "CREDMINT_JAVA_OPTS",
          "CREDMINT_JVM_DIR",
          "CREDMINT_PYTHON");

  private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> readButNotAdvised = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  private final List<String> providers;

  /** Knows those of the daemon and of some providers. */
  public UnknownKnobs(Collection<String> providers) {
    this(providers, List.of());
  }

  /**
   * Knows those of the daemon, of some providers, and others by their full names.
   *
   * @param others such as those of standing credentials
   */
  public UnknownKnobs(Collection<String> providers, Collection<String> others) {
    this.providers = List.copyOf(providers);
    known.addAll(others);
    for (Knob knob : Knob.all()) {
      known.add(knob.generalName());
      if (knob.perProvider()) {
        providers.forEach(provider -> known.add(knob.nameFor(provider)));
        providers.forEach(provider -> readButNotAdvised.add(knob.literalNameFor(provider)));
      }
    }
  }

  /** A warning for each unknown name that is set. */
  public List<Problem> findIn(Knobs knobs, String daemonName) {
    List<Problem> problems = new ArrayList<>();
    for (String name : knobs.names()) {
      String bare = withoutDaemon(name, daemonName);
      boolean looksOurs = PREFIXES.stream().anyMatch(p -> startsWith(bare, p));
      if (looksOurs && !known.contains(bare) && !readButNotAdvised.contains(bare)) {
        String value = knobs.get(name).orElse("");
        problems.add(
            Problem.warning(name, Values.shown(value), "is not a known knob; ignored", fix(bare)));
      }
    }
    return problems;
  }

  private String fix(String unknown) {
    if (ENVIRONMENT.contains(unknown.toUpperCase(Locale.ROOT))) {
      return "it is an environment variable: set it in CREDMON_OAUTH_ENVIRONMENT";
    }
    return withOtherPrefix(unknown)
        .or(() -> ofUnlistedProvider(unknown))
        .or(() -> NearestName.of(unknown, known).map(name -> "did you mean " + name + "?"))
        .orElse("remove it");
  }

  /** The right name after the wrong one of the two prefixes. */
  private Optional<String> withOtherPrefix(String unknown) {
    return PREFIXES.stream()
        .filter(prefix -> startsWith(unknown, prefix))
        .flatMap(
            prefix -> PREFIXES.stream().map(other -> other + unknown.substring(prefix.length())))
        .filter(known::contains)
        .findFirst()
        .map(name -> "did you mean " + name + "?");
  }

  /**
   * A knob of a provider that nobody listed is no slip of the pen in the knob's name: with the name
   * of another provider it would change that one.
   */
  private Optional<String> ofUnlistedProvider(String unknown) {
    for (Knob knob : Knob.all()) {
      String name = knob.perProvider() ? providerIn(unknown, knob) : "";
      if (!name.isEmpty()) {
        String all = String.join(" ", providers);
        // A provider with a hyphen has an underscore in its knobs, and few may have one themselves.
        String listed = name.replace('_', '-');
        String add =
            "if %s is to be a provider of its own, set %s = %s %s; otherwise remove this knob"
                .formatted(listed, DaemonKnob.PROVIDER_NAMES.generalName(), all, listed);
        return NearestName.of(name, providers)
            .filter(near -> NearestName.distance(name, near) == 1)
            .map(near -> "did you mean " + knob.nameFor(near) + "? Otherwise, " + add)
            .or(() -> Optional.of(add));
      }
    }
    return Optional.empty();
  }

  /** The provider in a name such as {@code LOCAL_CREDMON_chem_ISSUER}; empty for none. */
  private static String providerIn(String name, Knob knob) {
    String prefix = knob.nameFor("");
    int stem = prefix.lastIndexOf("_" + knob.definition().stem());
    String before = prefix.substring(0, stem);
    String after = prefix.substring(stem);
    int end = name.length() - after.length();
    return startsWith(name, before)
            && end > before.length()
            && name.regionMatches(true, end, after, 0, after.length())
        ? name.substring(before.length(), end)
        : "";
  }

  private static String withoutDaemon(String name, String daemonName) {
    String prefix = daemonName + ".";
    return startsWith(name, prefix) ? name.substring(prefix.length()) : name;
  }

  private static boolean startsWith(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }
}
