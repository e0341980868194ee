// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.htcondor.knob.Knobs;

/** Finds knobs that look like ours or the local issuer's and are not: most are slips of the pen. */
final class UnknownKnobs {
  private static final List<String> PREFIXES = List.of("CREDMINT_", "LOCAL_CREDMON_");

  /** What is read from the environment only: by the launchers, and to find HTCondor's tools. */
  static final Set<String> ENVIRONMENT =
      Set.of("CREDMINT_JAVA_HOME", "CREDMINT_JAVA_OPTS", "CREDMINT_JVM_DIR", "CREDMINT_PYTHON");

  private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> readButNotAdvised = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  UnknownKnobs(Collection<String> providers) {
    for (Knob knob : Knob.values()) {
      known.add(knob.generalName());
      if (knob.perProvider()) {
        providers.forEach(provider -> known.add(knob.nameFor(provider)));
        providers.forEach(provider -> readButNotAdvised.add(knob.literalNameFor(provider)));
      }
    }
  }

  /** A warning for each unknown name that is set. */
  List<Problem> findIn(Knobs knobs, String daemonName) {
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
    Optional<String> nearest = nearest(unknown);
    return nearest.map(name -> "did you mean " + name + "?").orElse("remove it");
  }

  /** The known name with the fewest slips between, if they are few enough to be slips. */
  private Optional<String> nearest(String unknown) {
    int most = Math.max(2, unknown.length() / 5);
    return known.stream()
        .filter(name -> distance(unknown, name) <= most)
        .min(Comparator.comparingInt(name -> distance(unknown, name)));
  }

  private static String withoutDaemon(String name, String daemonName) {
    String prefix = daemonName + ".";
    return startsWith(name, prefix) ? name.substring(prefix.length()) : name;
  }

  private static boolean startsWith(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** Levenshtein's distance, regardless of case. */
  static int distance(String one, String other) {
    String a = one.toUpperCase(Locale.ROOT);
    String b = other.toUpperCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
