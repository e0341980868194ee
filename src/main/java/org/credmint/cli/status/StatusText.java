// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.credmint.cli.option.TextColumns;
import org.credmint.credential.kind.TimeInWords;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.StatusProblem;

/** For people, in 80 columns. The first line is all that Nagios shows. */
final class StatusText implements StatusFormat {
  private static final int NAME = 36;
  private static final String ROW = "%-8s  %-" + NAME + "s  %-15s  %s";

  @Override
  public void print(StatusView view, PrintWriter out) {
    StatusReport report = view.report();
    out.println(firstLine(view));
    out.printf(
        "credmint %s, process %d, started %s ago, state %s old%n",
        report.process().version(),
        report.process().pid(),
        since(report.process().startedAt(), view.now()),
        TimeInWords.of(view.age()));
    if (!report.ready()) {
      out.println("starting: not all credentials have been seen to yet");
    }
    report.problems().forEach(problem -> print(problem, view, out));
    report.providers().forEach(provider -> print(provider, view, out));
    credentials(view, out);
  }

  private static String firstLine(StatusView view) {
    StatusReport report = view.report();
    List<String> parts = new ArrayList<>();
    parts.add(counted(report.total(), "credential") + " of " + counted(report.users(), "user"));
    for (Condition condition : Condition.values()) {
      if (report.count(condition) > 0) {
        parts.add(report.count(condition) + " " + condition.word());
      }
    }
    String down = view.whyDown();
    return view.alarm().label()
        + " - "
        + (down.isEmpty() ? "" : down + "; ")
        + String.join(", ", parts);
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static void print(StatusProblem problem, StatusView view, PrintWriter out) {
    String what = problem.alarm() == Alarm.NONE ? "note" : problem.alarm().word();
    String text =
        "%s, since %s: %s".formatted(what, since(problem.since(), view.now()), problem.text());
    TextColumns.wrapped(text, "", "  ").forEach(out::println);
  }

  private static void print(ProviderStatus provider, StatusView view, PrintWriter out) {
    List<String> parts = new ArrayList<>();
    provider.conditions().forEach((state, count) -> parts.add(count + " " + state.word()));
    provider
        .nearestExpiry()
        .ifPresent(time -> parts.add("first expires " + until(time, view.now())));
    provider
        .issued()
        .lastSuccess()
        .ifPresent(time -> parts.add("last issued " + since(time, view.now()) + " ago"));
    String kind = provider.kind().isEmpty() ? "no longer served" : provider.kind();
    String line = "provider %s (%s): ".formatted(provider.name(), kind);
    String told = parts.isEmpty() ? "no credential" : String.join(", ", parts);
    TextColumns.wrapped(line + told, "", "  ").forEach(out::println);
  }

  private static void credentials(StatusView view, PrintWriter out) {
    if (!view.shown().isEmpty()) {
      out.println();
      out.println(row("STATE", "CREDENTIAL", "EXPIRES", "NEXT"));
      view.shown().forEach(one -> print(one, view, out));
    } else if (view.selected()) {
      out.println();
      out.println("no credential matches");
    }
    if (view.isCut()) {
      TextColumns.wrapped(
              "Of %d credentials the state file lists %d, those in trouble first; 'credmint explain --user NAME' shows any other."
                  .formatted(view.report().total(), view.report().credentials().size()),
              "",
              "")
          .forEach(out::println);
    }
  }

  private static void print(CredentialStatus one, StatusView view, PrintWriter out) {
    String name = one.id() + one.target().map(target -> " for " + target).orElse("");
    String expires = one.expiresAt().map(time -> until(time, view.now())).orElse("-");
    String next = one.nextAt().map(time -> until(time, view.now())).orElse("-");
    if (name.length() > NAME) {
      TextColumns.wrapped(name, String.format(Locale.ROOT, "%-8s  ", one.condition().word()), "  ")
          .forEach(out::println);
      out.println(row("", "", expires, next));
    } else {
      out.println(row(one.condition().word(), name, expires, next));
    }
    if (!one.reason().isEmpty()) {
      String tries = one.failures() > 1 ? " (" + one.failures() + " times)" : "";
      TextColumns.wrapped(one.reason() + tries, "    ", "    ").forEach(out::println);
    }
  }

  private static String row(String state, String name, String expires, String next) {
    return String.format(Locale.ROOT, ROW, state, name, expires, next).stripTrailing();
  }

  private static String since(Instant time, Instant now) {
    Duration span = Duration.between(time, now);
    return TimeInWords.of(span.isNegative() ? Duration.ZERO : span);
  }

  private static String until(Instant time, Instant now) {
    Duration span = Duration.between(now, time);
    return span.isNegative()
        ? TimeInWords.of(span.negated()) + " ago"
        : "in " + TimeInWords.of(span);
  }

  @Override
  public void printUnknown(String reason, PrintWriter out) {
    out.println(Alarm.UNKNOWN.label() + " - " + reason);
  }
}
