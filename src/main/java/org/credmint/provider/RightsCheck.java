// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.config.PullInterval;
import org.credmint.config.group.GroupMap;
import org.credmint.config.knob.KnobNames;
import org.credmint.config.knob.NearestName;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.knob.ProviderSpelling;
import org.credmint.config.provider.ReadableRights;
import org.credmint.config.rule.PolicyRules;
import org.credmint.renew.Freshness;

/**
 * Finds what only shows beside the files and the freshness promise: in what providers allow, as far
 * as it can be read, whether or not they can be served.
 */
public final class RightsCheck {
  private final KnobNames names;
  private final PullInterval pullInterval;
  private final Freshness freshness;

  /**
   * A check against how often jobs fetch.
   *
   * @param names under which knobs were written
   */
  public RightsCheck(KnobNames names, PullInterval pullInterval) {
    this.names = names;
    this.pullInterval = pullInterval;
    this.freshness = new Freshness(pullInterval.value());
  }

  /** The lifetimes that cannot be kept fresh in running jobs, with the lifetime that could. */
  public List<Problem> lifetimes(String provider, ReadableRights rights) {
    Map<Duration, String> knobs = new LinkedHashMap<>();
    rights.lifetime().ifPresent(usual -> knobs.put(usual, names.lifetime(provider).orElse("")));
    rights
        .policy()
        .map(PolicyRules::lifetimes)
        .orElse(Set.of())
        .forEach(lifetime -> knobs.putIfAbsent(lifetime, names.policy(provider)));
    List<Problem> problems = new ArrayList<>();
    knobs.forEach(
        (lifetime, knob) -> {
          if (!freshness.isMetBy(lifetime)) {
            problems.add(
                knob.isEmpty() ? longPull(provider, lifetime) : brief(provider, knob, lifetime));
          }
        });
    return problems;
  }

  private Problem brief(String provider, String knob, Duration lifetime) {
    return warning(
        provider,
        knob,
        Long.toString(lifetime.toSeconds()),
        "running jobs may hold expired tokens, because they fetch new ones only every %d s (%s)"
            .formatted(pullInterval.value().toSeconds(), pullInterval.source()),
        "set it to %d or more, or shorten that interval"
            .formatted(freshness.shortestLifetime().toSeconds()));
  }

  /** Nobody wrote the lifetime, so it is the interval that is out of the ordinary. */
  private Problem longPull(String provider, Duration lifetime) {
    return warning(
        provider,
        pullInterval.source().toString(),
        Long.toString(pullInterval.value().toSeconds()),
        "running jobs may hold expired tokens, because tokens are valid for only %d s by default"
            .formatted(lifetime.toSeconds()),
        "set LOCAL_CREDMON_%s_TOKEN_LIFETIME to %d or more, or shorten this interval"
            .formatted(ProviderSpelling.of(provider), freshness.shortestLifetime().toSeconds()));
  }

  /**
   * The groups that knobs name and nobody is in, with the names that may have been meant.
   *
   * @param map who is in which group; the system's groups, which may be many, do not count
   */
  public List<Problem> groups(String provider, ReadableRights rights, GroupMap map) {
    if (rights.groups().system() || rights.groups().mapFile().isEmpty()) {
      return List.of();
    }
    Set<String> known = map.groups();
    String file = rights.groups().mapFile().get().toString();
    List<Problem> problems = new ArrayList<>();
    Set<String> ofPolicy = rights.policy().map(PolicyRules::groups).orElse(Set.of());
    for (String group : new TreeSet<>(ofPolicy)) {
      unknown(provider, names.policy(provider), group, known, file).ifPresent(problems::add);
    }
    rights
        .groups()
        .required()
        .flatMap(group -> unknown(provider, names.requirement(provider), group, known, file))
        .ifPresent(problems::add);
    return problems;
  }

  private static Optional<Problem> unknown(
      String provider, String knob, String group, Set<String> known, String file) {
    if (known.contains(group)) {
      return Optional.empty();
    }
    Optional<String> near = NearestName.of(group, new LinkedHashSet<>(known));
    return Optional.of(
        warning(
            provider,
            knob,
            "",
            "names group " + group + ", which has no members in " + file,
            near.map(name -> "did you mean group " + name + "? Otherwise ").orElse("")
                + "add members to the file, or name a group that has members"));
  }

  private static Problem warning(
      String provider, String subject, String value, String reason, String fix) {
    return new Problem(Severity.WARNING, Optional.of(provider), subject, value, reason, fix);
  }
}
