// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.NameRule;
import org.credmint.htcondor.knob.CondorVersion;
import org.credmint.htcondor.knob.Knobs;

/** Reads how this release of HTCondor divides file names among providers. */
final class NameRuleReader {
  private final KnobReader reader;
  private final Knobs knobs;
  private final List<Problem> problems = new ArrayList<>();

  NameRuleReader(KnobReader reader, Knobs knobs) {
    this.reader = reader;
    this.knobs = knobs;
  }

  /**
   * What holds.
   *
   * @param specialCharacters whether names may hold more than letters, digits and hyphens
   * @param rule how file names are read
   * @param problems in the order in which they were found
   */
  record Reading(boolean specialCharacters, NameRule rule, List<Problem> problems) {}

  /**
   * Reads it.
   *
   * @param ours the local providers that the configuration names
   * @param logins the OAuth2 services that it names
   */
  Reading read(List<String> ours, Set<String> logins) {
    Optional<KnobValue> set = reader.find(DaemonKnob.ALLOW_SPECIAL_CHARACTERS);
    Optional<Boolean> allowed = set.flatMap(this::convert);
    Optional<CondorVersion> version = knobs.condorVersion();
    Optional<CondorVersion> before =
        version.filter(release -> !release.hasHandlesOfLocalProviders());
    before.ifPresent(release -> warnOfUnknown(set, allowed, release));
    boolean special = before.isPresent() || specialCharacters(set, allowed, ours);
    // A release that nobody knows has handles only if it knows the knob that came with them.
    boolean handles = !special && (version.isPresent() || allowed.isPresent());
    OtherMonitors others = new OtherMonitors(reader, knobs, ours, logins);
    problems.addAll(others.problems());
    NameRule rule = new NameRule(handles, others.claimed(), others.clients(), logins);
    return new Reading(special, rule, List.copyOf(problems));
  }

  /** The release takes any name, and takes it whole. */
  private void warnOfUnknown(
      Optional<KnobValue> set, Optional<Boolean> allowed, CondorVersion release) {
    if (set.isPresent() && !allowed.orElse(true)) {
      problems.add(
          Problem.warning(
              set.get().knob(),
              Values.shown(set.get().value()),
              "does not exist in HTCondor %s, where an underscore is part of a name and local providers have no handles; it is ignored"
                  .formatted(release),
              "unset it, or upgrade to HTCondor 25.13.2 or later if you need handles"));
    }
  }

  /** Where the knob is not set, a name that needs it switches it on. */
  private boolean specialCharacters(
      Optional<KnobValue> set, Optional<Boolean> allowed, List<String> ours) {
    if (set.isPresent() || ProviderNames.arePlain(ours)) {
      return allowed.orElse(false);
    }
    problems.add(
        Problem.warning(
            DaemonKnob.ALLOW_SPECIAL_CHARACTERS.generalName(),
            "",
            "is not set, but a provider name requires it; true is assumed, so handles are not available",
            "set it to true, or use only letters, digits and hyphens in provider names"));
    return true;
  }

  private Optional<Boolean> convert(KnobValue found) {
    try {
      return Optional.of(Values.bool(found.value()));
    } catch (InvalidKnobValueException e) {
      problems.add(
          Problem.warning(
              found.knob(),
              Values.shown(found.value()),
              e.reason(),
              e.fix() + "; the default is used"));
      return Optional.empty();
    }
  }
}
