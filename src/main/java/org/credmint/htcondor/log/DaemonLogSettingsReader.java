// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.credmint.htcondor.knob.KnobProblem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.secret.Redaction;

/** Reads the knobs about one daemon's log and collects what is wrong with them. */
final class DaemonLogSettingsReader {

  private static final int SHOWN_CHARS = 120;

  /** Where packages have HTCondor's logs. HTCondor itself always has a LOG. */
  private static final Path USUAL_DIRECTORY = Path.of("/var/log/condor");

  private final Knobs knobs;
  private final String daemonName;
  private final List<KnobProblem> problems = new ArrayList<>();

  DaemonLogSettingsReader(Knobs knobs, String daemonName) {
    this.knobs = knobs;
    this.daemonName = daemonName;
  }

  DaemonLogSettings.Reading read() {
    Path file = file();
    LogStyle style = style();
    LogLimit limit = limit();
    int keep =
        value(name("MAX_NUM_%s_LOG"), DaemonLogSettingsReader::count, "write 0 or more").orElse(1);
    boolean truncate = flag(name("TRUNC_%s_LOG_ON_OPEN"));
    if (flag("LOG_TO_SYSLOG")) {
      complain("LOG_TO_SYSLOG", "is not supported by Credmint", "read the log file instead");
    }
    return new DaemonLogSettings.Reading(
        new DaemonLogSettings(file, limit, keep, truncate, style), problems);
  }

  private Path file() {
    String fix = "write the full path, starting with '/'";
    return value(name("%s_LOG"), DaemonLogSettingsReader::fullPath, fix)
        .or(() -> value("LOG", DaemonLogSettingsReader::fullPath, fix).map(this::inDirectory))
        .orElseGet(this::withoutKnobs);
  }

  private Path withoutKnobs() {
    Path file = inDirectory(USUAL_DIRECTORY);
    complain(name("%s_LOG"), "is not set, and neither is LOG; using " + file, "set it");
    return file;
  }

  /**
   * As HTCondor names a log that has no knob: {@code CREDMON_OAUTH} has {@code CredmonOauthLog}.
   */
  private Path inDirectory(Path directory) {
    StringBuilder camel = new StringBuilder();
    for (String word : daemonName.split("[_\\s]+", -1)) {
      if (!word.isEmpty()) {
        camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT));
        camel.append(word.substring(1).toLowerCase(Locale.ROOT));
      }
    }
    return directory.resolve(camel + "Log");
  }

  private LogStyle style() {
    DebugFlags flags = new DebugFlags();
    merge("ALL_DEBUG", flags);
    merge(find(name("%s_DEBUG")).isPresent() ? name("%s_DEBUG") : "DEFAULT_DEBUG", flags);
    TimeFormat format =
        value(
                "DEBUG_TIME_FORMAT",
                text -> TimeFormat.parse(unquoted(text)),
                "use conversions of strftime without flags, such as %F %T")
            .orElse(TimeFormat.DEFAULT);
    return flags.style(flag("LOGS_USE_TIMESTAMP"), format);
  }

  private void merge(String knob, DebugFlags flags) {
    List<String> unknown = flags.merge(find(knob).orElse(""));
    if (!unknown.isEmpty()) {
      String words = Redaction.clean(String.join(" ", unknown), SHOWN_CHARS);
      complain(
          knob,
          "contains unknown debug flags: " + words,
          "use D_FULLDEBUG, D_PID, D_CATEGORY, D_SUB_SECOND, or HTCondor's categories");
    }
  }

  /** HTCondor's daemons refuse to start with a default that is a time. */
  private LogLimit limit() {
    String fix = "write a number and a unit, such as 10 Mb; or 1 Day, for this daemon's own knob";
    return value(name("MAX_%s_LOG"), LogLimit::parse, fix)
        .or(
            () ->
                value(
                    "MAX_DEFAULT_LOG",
                    text -> LogLimit.parse(text).filter(limit -> !limit.isAge()),
                    "write a number and a unit, such as 10 Mb"))
        .orElse(LogLimit.DEFAULT);
  }

  private boolean flag(String knob) {
    return value(knob, DaemonLogSettingsReader::bool, "write true or false").orElse(false);
  }

  private <T> Optional<T> value(String knob, Function<String, Optional<T>> converter, String fix) {
    Optional<String> text = find(knob);
    Optional<T> value = text.flatMap(converter);
    if (text.isPresent() && value.isEmpty()) {
      complain(knob, "is not valid; using the default", fix);
    }
    return value;
  }

  private void complain(String knob, String reason, String fix) {
    String shown = Redaction.clean(find(knob).orElse(""), SHOWN_CHARS);
    problems.add(new KnobProblem(knob, shown, reason, fix));
  }

  private Optional<String> find(String knob) {
    return knobs.get(daemonName, knob);
  }

  private String name(String pattern) {
    return pattern.replace("%s", daemonName);
  }

  private static Optional<Path> fullPath(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Path::isAbsolute).map(Path::normalize);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> count(String text) {
    return text.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static Optional<Boolean> bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static String unquoted(String text) {
    String inner = text.startsWith("\"") ? text.substring(1) : text;
    int end = inner.indexOf('"');
    return inner.length() < text.length() && end >= 0 ? inner.substring(0, end) : inner;
  }
}
