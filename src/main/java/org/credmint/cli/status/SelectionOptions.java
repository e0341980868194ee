// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.credential.JobId;
import org.credmint.status.Condition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which credentials are shown. */
final class SelectionOptions {
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})([smhd]?)");
  private static final Map<String, Integer> SECONDS =
      Map.of("", 1, "s", 1, "m", 60, "h", 3600, "d", 86_400);

  @Option(
      names = {"-a", "--all"},
      description = "Also show credentials that are in order.")
  private boolean all;

  @Option(names = "--user", paramLabel = "USER", description = "Credentials of this user.")
  private @Nullable String user;

  @Option(
      names = "--job",
      paramLabel = "C[.P]",
      description = "Those of this job, or of all jobs of a cluster; such as 12.3 or SCHEDD2.12.3.")
  private @Nullable String job;

  @Option(names = "--provider", paramLabel = "NAME", description = "Those of this provider.")
  private @Nullable String provider;

  @Option(names = "--target", paramLabel = "NAME", description = "Those for this target.")
  private @Nullable String target;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description =
          "Those in one of these states: missing, failing, refused, pending, removing, valid, note.")
  private List<String> states = List.of();

  @Option(
      names = "--expiring",
      paramLabel = "TIME",
      description =
          "Those that expire within this time, such as 90s, 10m, 2h or 1d; any is a WARNING.")
  private @Nullable String expiring;

  /** What is asked at this moment. */
  StatusSelection at(Instant now, CommandLine commandLine) {
    return new StatusSelection(
        Optional.ofNullable(user),
        Optional.ofNullable(job).map(text -> jobOf(text, commandLine)),
        Optional.ofNullable(provider),
        Optional.ofNullable(target),
        conditions(commandLine),
        Optional.ofNullable(expiring).map(text -> now.plus(span(text, commandLine))),
        all);
  }

  private static JobId jobOf(String text, CommandLine commandLine) {
    return JobId.parse(text)
        .orElseThrow(
            () ->
                new ParameterException(commandLine, "'" + text + "' is not a job ID: write 12.3"));
  }

  private Set<Condition> conditions(CommandLine commandLine) {
    Set<Condition> conditions = EnumSet.noneOf(Condition.class);
    for (String word : states) {
      Condition condition =
          Condition.of(word.strip().toLowerCase(Locale.ROOT))
              .orElseThrow(
                  () ->
                      new ParameterException(
                          commandLine,
                          "'" + word + "' is not a state; 'credmint status --help' lists them"));
      conditions.add(condition);
    }
    return conditions;
  }

  private static Duration span(String text, CommandLine commandLine) {
    Matcher parts = SPAN.matcher(text);
    if (!parts.matches()) {
      throw new ParameterException(
          commandLine, "'" + text + "' is not a time: write 90s, 10m, 2h or 1d");
    }
    int unit = SECONDS.getOrDefault(parts.group(2), 1);
    return Duration.ofSeconds(Long.parseLong(parts.group(1)) * unit);
  }
}
