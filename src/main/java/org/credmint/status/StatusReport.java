// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.kind.TimeInWords;

/**
 * How a daemon and its credentials do at one moment.
 *
 * @param process which daemon
 * @param writtenAt the moment
 * @param ready whether all that was there at the start has been seen to
 * @param problems what is wrong with more than one credential
 * @param sources those who tell which credentials are wanted
 * @param providers those who issue, by name
 * @param users how many users have a credential
 * @param total how many credentials there are
 * @param credentials how each of them does; only those in trouble where there are many, see {@link
 *     #isComplete}
 */
public record StatusReport(
    DaemonProcess process,
    Instant writtenAt,
    boolean ready,
    List<StatusProblem> problems,
    List<SourceStatus> sources,
    List<ProviderStatus> providers,
    int users,
    int total,
    List<CredentialStatus> credentials) {
  /**
   * The form of the state file. Members may be added; where one changes its meaning, the number
   * changes too.
   */
  public static final int SCHEMA = 1;

  /** The daemon writes every 30 s at least, but a busy disk may be slow. */
  private static final Duration STALE = Duration.ofMinutes(2);

  /** Takes copies. */
  public StatusReport {
    problems = List.copyOf(problems);
    sources = List.copyOf(sources);
    providers = List.copyOf(providers);
    credentials = List.copyOf(credentials);
  }

  /** Whether every credential is listed. */
  public boolean isComplete() {
    return credentials.size() == total;
  }

  /** How many credentials do so. */
  public int count(Condition condition) {
    return providers.stream().mapToInt(one -> one.count(condition)).sum();
  }

  /** How urgent it is what concerns more than one credential. */
  public Alarm problemAlarm() {
    return problems.stream().map(StatusProblem::alarm).reduce(Alarm.NONE, Alarm::or);
  }

  /** How urgent it is, all in all. */
  public Alarm alarm() {
    Alarm alarm = problemAlarm();
    for (Condition condition : Condition.values()) {
      alarm = count(condition) > 0 ? alarm.or(condition.alarm()) : alarm;
    }
    return alarm;
  }

  /**
   * Why the report may not be believed any more.
   *
   * @param running whether its process exists
   * @return empty where it may
   */
  public String whyDown(boolean running, Instant now) {
    if (!running) {
      return "the daemon is down: there is no process " + process.pid();
    }
    return now.isAfter(writtenAt.plus(STALE))
        ? "the daemon hangs, or cannot write its state: it has not written it for "
            + TimeInWords.of(Duration.between(writtenAt, now))
        : "";
  }

  /** When the first valid credential expires; empty where there is none. */
  public Optional<Instant> nearestExpiry() {
    return providers.stream().flatMap(one -> one.nearestExpiry().stream()).min(Instant::compareTo);
  }

  /**
   * The daemon that wrote the report.
   *
   * @param version its version
   * @param pid its process
   * @param startedAt when it started
   * @param directory its credential directory
   */
  public record DaemonProcess(String version, long pid, Instant startedAt, Path directory) {}

  /**
   * Something that concerns more than one credential.
   *
   * @param subject what, such as {@code audit log}
   * @param alarm how urgent it is
   * @param since when it was first seen
   * @param text what it is
   */
  public record StatusProblem(String subject, Alarm alarm, Instant since, String text) {}

  /**
   * Somebody who tells which credentials are wanted.
   *
   * @param name such as {@code job queue}
   * @param readAt when it was last read; empty for not yet
   */
  public record SourceStatus(String name, Optional<Instant> readAt) {}
}
