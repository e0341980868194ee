// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.config.ScheddQueue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.credential.Description;
import org.credmint.inspect.ConfigurationCheck.Findings;
import org.credmint.inspect.ConfigurationCheck.Served;
import org.credmint.provider.Provider.Sample;
import org.credmint.renew.Freshness;

/** What {@code credmint check} prints for people. */
final class CheckText {
  private final Findings findings;
  private final Map<String, String> ofHtcondor;
  private final Map<String, String> opinions;

  /**
   * A report.
   *
   * @param ofHtcondor what HTCondor's library says, by what it is
   * @param opinions what libSciTokens says of the sample, by provider
   */
  CheckText(Findings findings, Map<String, String> ofHtcondor, Map<String, String> opinions) {
    this.findings = findings;
    this.ofHtcondor = ofHtcondor;
    this.opinions = opinions;
  }

  void print(PrintWriter out) {
    if (!ofHtcondor.isEmpty()) {
      out.printf("HTCondor%n");
      ofHtcondor.forEach((what, text) -> row(out, what, text));
    }
    findings.providers().forEach(served -> print(served, out));
    findings.queues().forEach(queue -> print(queue, out));
    findings.problems().stream()
        .sorted(Comparator.comparing(Problem::severity))
        .forEach(problem -> print(problem, out));
    out.printf("%s%n", summary(findings.problems()));
  }

  private static void print(Problem problem, PrintWriter out) {
    out.printf("%n%s: %s%n", problem.isError() ? "ERROR" : "WARNING", effect(problem));
    boolean isFile = problem.subject().startsWith("/");
    String value = problem.value();
    row(
        out,
        isFile ? "file" : "knob",
        value.isEmpty() ? problem.subject() : problem.subject() + (isFile ? ": " : " = ") + value);
    problem.place().ifPresent(place -> row(out, "written in", place));
    row(out, "reason", problem.reason());
    row(out, "what to do", problem.fix());
  }

  /** What does not work because of a problem. */
  static String effect(Problem problem) {
    String provider = "provider " + problem.provider().orElse("?");
    return switch (problem.severity()) {
      case FATAL -> "the daemon cannot start";
      case DISABLES_PROVIDER -> provider + " is not served";
      case WARNING ->
          problem.provider().isPresent()
              ? provider + " may not do what you want"
              : "this may not be what you want";
    };
  }

  /** The last line: how many there are of what, and what follows. */
  static String summary(List<Problem> problems) {
    if (problems.isEmpty()) {
      return "0 problems";
    }
    long errors = problems.stream().filter(Problem::isError).count();
    long warnings = problems.size() - errors;
    String counts =
        errors == 0
            ? count(warnings, "warning")
            : count(errors, "error") + (warnings == 0 ? "" : " and " + count(warnings, "warning"));
    return "%n%s: %s".formatted(counts, consequence(problems));
  }

  private static String consequence(List<Problem> problems) {
    if (problems.stream().anyMatch(one -> one.severity() == Severity.FATAL)) {
      return "the daemon cannot start";
    }
    Set<String> unserved = new TreeSet<>();
    problems.stream()
        .filter(Problem::isError)
        .forEach(one -> one.provider().ifPresent(unserved::add));
    return unserved.isEmpty()
        ? "everything is served"
        : "not served: " + String.join(", ", unserved);
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private void print(Served served, PrintWriter out) {
    Duration lifetime = served.provider().lifetime();
    Freshness freshness = served.freshness();
    out.printf("provider %s%n", served.provider().name());
    served.provider().facts().forEach(fact -> row(out, fact.name(), fact.value()));
    row(out, "lifetime", lifetime.isZero() ? "the issuer decides" : lifetime.toSeconds() + " s");
    row(
        out,
        "jobs fetch tokens",
        "every %d s (%s)"
            .formatted(served.pullInterval().value().toSeconds(), served.pullInterval().source()));
    if (!lifetime.isZero()) {
      row(out, "renewed at half-life", lifetime.dividedBy(2).toSeconds() + " s, +- 10 %");
      row(out, "renewed at the latest", latest(freshness.latestAge(lifetime)));
      row(out, "left in a running job", left(freshness, lifetime));
    }
    row(out, "shortest lifetime", freshness.shortestLifetime().toSeconds() + " s");
    print(served.sample(), out);
    String opinion = opinions.get(served.provider().name());
    if (opinion != null) {
      row(out, "libSciTokens says", opinion);
    }
  }

  /** The least life of a job's copy of its token. */
  static String left(Freshness freshness, Duration lifetime) {
    Duration least = freshness.leastLife(lifetime);
    return least.isNegative() || least.isZero()
        ? "nothing at times: the lifetime is too short"
        : "at least %d s; at least %d s if renewals fail until the last moment"
            .formatted(
                least.toSeconds(),
                freshness.isMetBy(lifetime) ? freshness.margin(lifetime).toSeconds() : 0);
  }

  /** When a token is replaced at the latest, if it can be replaced in time at all. */
  static String latest(Duration age) {
    return age.isNegative() || age.isZero()
        ? "not possible in time: the lifetime is too short"
        : "at an age of " + age.toSeconds() + " s";
  }

  private static void print(ScheddQueue queue, PrintWriter out) {
    String prefix = queue.localName().isEmpty() ? "" : queue.localName() + ".";
    out.printf("job queue of %s%n", queue.text());
    row(out, "log", queue.log().toString());
    row(out, "token names", "<provider>_" + prefix + "<ClusterId>.<ProcId>");
    queue.name().ifPresent(name -> row(out, "schedd name", name));
  }

  private static void print(Sample sample, PrintWriter out) {
    if (sample instanceof Sample.Made made) {
      Description said = made.issued().description();
      row(out, "sample token", "scope " + said.scope());
      row(out, "", "audience " + String.join(" ", said.audiences()));
    } else if (sample instanceof Sample.None none) {
      row(out, "sample token", "none: " + none.reason());
    }
  }

  private static void row(PrintWriter out, String what, String value) {
    out.printf("  %-24s %s%n", what, value);
  }
}
