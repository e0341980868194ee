// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.kind.TimeInWords;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.StatusProblem;

/** A report for a browser: one file without script, that a phone shows as well. */
final class HealthPage {
  private static final int MOST_ROWS = 200;
  private static final Map<Alarm, String> COLOURS =
      Map.of(Alarm.NONE, "#1a7f37", Alarm.WARNING, "#9a6700", Alarm.CRITICAL, "#cf222e");

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="refresh" content="15">
      <title>%s - Credmint</title>
      <style>
      body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1f2328; background: #fff; overflow-wrap: anywhere }
      h1 { background: %s; color: #fff; padding: .5rem 1rem; border-radius: .4rem; font-size: 1.4rem }
      h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
      table { border-collapse: collapse; width: 100%% }
      th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d0d7de; vertical-align: top }
      @media (max-width: 40rem) { thead { display: none } tr { display: block; padding: .4rem 0 } td { display: inline-block; border: 0; padding: 0 .8rem 0 0 } td::before { content: attr(data-name) ": "; color: #57606a } }
      </style>
      </head>
      <body>
      """;

  private final StatusReport report;
  private final StringBuilder html = new StringBuilder();

  /** The headings of the table that rows are added to; a phone shows them beside each value. */
  private List<String> columns = List.of();

  HealthPage(StatusReport report) {
    this.report = report;
  }

  @Override
  public String toString() {
    Alarm alarm = report.alarm();
    html.append(HEAD.formatted(alarm.label(), COLOURS.getOrDefault(alarm, "#57606a")));
    add("h1", "Credmint: " + alarm.label());
    add(
        "p",
        "Version %s, process %d, running for %s. State of %s."
            .formatted(
                report.process().version(),
                report.process().pid(),
                span(report.process().startedAt()),
                report.writtenAt().truncatedTo(ChronoUnit.SECONDS)));
    problems();
    providers();
    credentials();
    return html.append("</body>\n</html>\n").toString();
  }

  private void problems() {
    for (StatusProblem problem : report.problems()) {
      if (problem.alarm() != Alarm.NONE) {
        add("p", problem.alarm().label() + ": " + problem.text());
      }
    }
    if (!report.ready()) {
      add("p", "Starting: not all credentials have been seen to yet.");
    }
  }

  private void providers() {
    add("h2", "%d credentials of %d users".formatted(report.total(), report.users()));
    table("Provider", "Kind", "Credentials", "First expires", "Last issued");
    for (ProviderStatus provider : report.providers()) {
      StringBuilder states = new StringBuilder();
      provider
          .conditions()
          .forEach(
              (state, count) ->
                  states.append(states.isEmpty() ? "" : ", ").append(count + " " + state.word()));
      row(
          provider.name(),
          provider.kind(),
          states.toString(),
          until(provider.nearestExpiry()),
          provider.issued().lastSuccess().map(this::ago).orElse("not yet"));
    }
    html.append("</tbody></table>\n");
  }

  private void credentials() {
    List<CredentialStatus> trouble =
        report.credentials().stream().filter(one -> one.condition().isTrouble()).toList();
    int all = report.count(Condition.MISSING) + report.count(Condition.FAILING);
    add("h2", "In trouble: %d, and %d refused".formatted(all, report.count(Condition.REFUSED)));
    if (trouble.isEmpty()) {
      return;
    }
    table("State", "Credential", "Expires", "Next try", "Reason");
    for (CredentialStatus one : trouble.subList(0, Math.min(MOST_ROWS, trouble.size()))) {
      row(
          one.condition().word(),
          one.id().toString(),
          until(one.expiresAt()),
          until(one.nextAt()),
          one.reason());
    }
    html.append("</tbody></table>\n");
    if (trouble.size() > MOST_ROWS) {
      add("p", "'credmint status' lists the others.");
    }
  }

  private String until(Optional<Instant> time) {
    return time.map(this::words).orElse("-");
  }

  private String words(Instant time) {
    Duration span = Duration.between(report.writtenAt(), time);
    return span.isNegative() ? ago(time) : "in " + TimeInWords.of(span);
  }

  private String ago(Instant time) {
    return span(time) + " ago";
  }

  /** How long ago that was; none where the clock was set back since. */
  private String span(Instant since) {
    Duration span = Duration.between(since, report.writtenAt());
    return TimeInWords.of(span.isNegative() ? Duration.ZERO : span);
  }

  private void add(String element, String text) {
    html.append('<').append(element).append('>').append(escaped(text));
    html.append("</").append(element).append(">\n");
  }

  private void table(String... names) {
    html.append("<table><thead><tr>");
    columns = List.of(names);
    for (String name : names) {
      html.append("<th>").append(escaped(name)).append("</th>");
    }
    html.append("</tr></thead><tbody>\n");
  }

  private void row(String... cells) {
    html.append("<tr>");
    for (int i = 0; i < cells.length; i++) {
      html.append("<td data-name=\"").append(escaped(columns.get(i))).append("\">");
      html.append(escaped(cells[i])).append("</td>");
    }
    html.append("</tr>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
