// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.schedd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.credmint.config.claim.Granularity;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.Values;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.htcondor.knob.CondorVersion;
import org.credmint.htcondor.knob.Knobs;

/**
 * The schedd's job transforms, as far as they say which credentials jobs request. They run in the
 * order of {@code JOB_TRANSFORM_NAMES}.
 */
public final class JobTransforms {
  /** A macro of condor-config/50-credmint-per-job.conf. */
  private static final String TRANSFORM_PROVIDER = "PER_JOB_TOKEN_PROVIDER";

  private static final String NAMES = "JOB_TRANSFORM_NAMES";
  private static final String PREFIX = "JOB_TRANSFORM_";
  private static final String SCHEDD = "SCHEDD";

  /** The first release that ignores transforms in the syntax of ClassAds. */
  private static final CondorVersion WITHOUT_OLD_SYNTAX = new CondorVersion(25, 8, 2);

  /** What gives the attribute a value, in either syntax; the expression is the rest. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?im)^\\s*(?:EVAL)?(?:SET|DEFAULT)\\s+OAuthServicesNeeded\\b(.*)$"
              + "|\\b(?:EVAL_)?SET_OAuthServicesNeeded\\s*=([^;\\]]*)");

  private final Knobs knobs;

  public JobTransforms(Knobs knobs) {
    this.knobs = knobs;
  }

  /**
   * One of them.
   *
   * @param assigned the expressions that it gives {@code OAuthServicesNeeded}, one on each line
   */
  private record Transform(String name, String text, String assigned) {
    boolean isInOldSyntax() {
      return text.strip().startsWith("[");
    }

    /** Whether it gives a job the name of its own credential. */
    boolean writesJobsOwn(String provider) {
      return assigned.contains(provider + "_") && assigned.contains("ClusterId");
    }

    /** Whether it gives a job the provider's plain name, which stands for the user's credential. */
    boolean adds(String provider) {
      String name = "(?<![A-Za-z0-9_.-])" + Pattern.quote(provider) + "(?![A-Za-z0-9_.-])";
      return Pattern.compile(name).matcher(assigned).find();
    }
  }

  /** What keeps jobs from requesting what the providers issue. */
  public List<Problem> problems(Collection<ProviderSettings> providers) {
    List<Transform> transforms = transforms();
    List<Problem> problems = new ArrayList<>();
    transforms.stream()
        .filter(one -> one.isInOldSyntax() && !one.assigned().isEmpty())
        .forEach(one -> problems.add(inOldSyntax(one)));
    providers.stream()
        .filter(provider -> provider.jobs().granularity() != Granularity.USER)
        .forEach(provider -> tooLate(provider.name(), transforms).forEach(problems::add));
    return problems;
  }

  private List<Transform> transforms() {
    return Values.list(knobs.get(SCHEDD, NAMES).orElse("")).stream()
        .map(name -> knobs.get(SCHEDD, PREFIX + name).map(text -> transform(name, text)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Transform transform(String name, String text) {
    String assigned =
        ASSIGNMENT
            .matcher(text)
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .map(String::strip)
            .collect(Collectors.joining("\n"));
    return new Transform(name, text, assigned);
  }

  private List<Problem> tooLate(String provider, List<Transform> transforms) {
    int own = -1;
    for (int i = 0; i < transforms.size(); i++) {
      own = transforms.get(i).writesJobsOwn(provider) ? i : own;
    }
    if (own < 0) {
      return List.of();
    }
    String first = transforms.get(own).name();
    return transforms.stream()
        .skip(own + 1L)
        .filter(one -> one.adds(provider) && !(one.isInOldSyntax() && ignoresOldSyntax()))
        .map(one -> tooLate(provider, one.name(), first))
        .toList();
  }

  private static Problem tooLate(String provider, String late, String first) {
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(provider),
        PREFIX + late,
        "",
        "adds %s to OAuthServicesNeeded after %s has replaced it by the job's own token, so such jobs are refused or held"
            .formatted(provider, first),
        "list %s before %s in %s".formatted(late, first, NAMES));
  }

  private Problem inOldSyntax(Transform transform) {
    String reason =
        ignoresOldSyntax()
            ? "is written as a ClassAd, which this HTCondor ignores, so jobs do not request the token"
            : "is written as a ClassAd, which HTCondor ignores from 25.8.2 on";
    return Problem.warning(
        PREFIX + transform.name(),
        "",
        reason,
        "write it in lines: EVALSET OAuthServicesNeeded " + Values.shown(transform.assigned()));
  }

  private boolean ignoresOldSyntax() {
    return knobs
        .condorVersion()
        .filter(version -> version.compareTo(WITHOUT_OLD_SYNTAX) >= 0)
        .isPresent();
  }

  /**
   * The transform that comes with Credmint makes jobs request a credential; without one they are
   * held.
   */
  public Optional<Problem> withoutProvider(
      List<String> names, Map<String, ProviderSettings> providers) {
    Optional<String> named = knobs.get(TRANSFORM_PROVIDER).map(String::strip);
    if (named.isEmpty() || named.get().isEmpty()) {
      return Optional.empty();
    }
    Optional<ProviderSettings> provider = Optional.ofNullable(providers.get(named.get()));
    boolean hasOwnProblem = names.contains(named.get()) && provider.isEmpty();
    if (hasOwnProblem
        || provider.filter(one -> one.jobs().granularity() != Granularity.USER).isPresent()) {
      return Optional.empty();
    }
    String reason =
        provider.isPresent() ? "issues per-user credentials only" : "is not a configured provider";
    return Optional.of(
        Problem.warning(
            TRANSFORM_PROVIDER,
            Values.shown(named.get()),
            reason + ", so jobs that this transform applies to will be held",
            "use a provider from LOCAL_CREDMON_PROVIDER_NAMES, and set %s to job or cluster"
                .formatted(ProviderKnob.GRANULARITY.nameFor(named.get()))));
  }
}
