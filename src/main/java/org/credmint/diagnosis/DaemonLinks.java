// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.StatusProblem;
import org.credmint.status.StatusTally;

/**
 * Whether the daemon does its work.
 *
 * @param daemonName HTCondor's name of it, such as {@code CREDMON_OAUTH}
 * @param directory the credential directory that the configuration names
 */
public record DaemonLinks(String daemonName, Path directory) {
  private static final String NAME = "daemon";

  /**
   * The links.
   *
   * @param forJob whether the credential is a job's own, so that the job queue matters
   */
  public List<Link> of(DaemonSight sight, boolean forJob, Instant now) {
    if (sight instanceof DaemonSight.Seen seen) {
      return seen(seen, forJob, now);
    }
    if (sight instanceof DaemonSight.NoFile none) {
      return List.of(noFile(none));
    }
    if (sight instanceof DaemonSight.Unreadable unreadable) {
      String text =
          "the daemon's state file %s cannot be used: %s"
              .formatted(unreadable.path(), unreadable.reason());
      return List.of(Link.unknown(NAME, text, "credmint status"));
    }
    return List.of(
        Link.unknown(
            NAME,
            "CREDMINT_STATE_FILE is empty, so what the daemon does cannot be seen",
            "condor_who -quick"));
  }

  private Link noFile(DaemonSight.NoFile none) {
    String file = "there is no state file " + none.path();
    return none.pid()
        .map(
            pid ->
                Link.fault(
                    NAME,
                    "process %s serves %s, but %s: it has not read this configuration, or is of an older version"
                        .formatted(pid, directory, file),
                    "condor_reconfig"))
        .orElseGet(
            () ->
                Link.fault(
                    NAME, "the daemon has not run yet, or an older version runs: " + file, on()));
  }

  /** It runs, so that nothing has to start it. */
  private static Link hangs(DaemonSight.Seen seen, String reason) {
    return Link.fault(
        NAME,
        "%s; if the disk of %s has room, end process %d, which HTCondor then starts again"
            .formatted(reason, seen.path(), seen.report().process().pid()),
        "df -h -i " + Link.word(String.valueOf(seen.path().getParent())));
  }

  private List<Link> seen(DaemonSight.Seen seen, boolean forJob, Instant now) {
    StatusReport report = seen.report();
    String down = report.whyDown(seen.running(), now);
    if (!down.isEmpty()) {
      return List.of(seen.running() ? hangs(seen, down) : Link.fault(NAME, down, on()));
    }
    if (!report.process().directory().equals(directory)) {
      String text =
          "the daemon serves %s, but the configuration names %s"
              .formatted(report.process().directory(), directory);
      return List.of(Link.fault(NAME, text, "condor_reconfig"));
    }
    List<Link> links = new ArrayList<>();
    links.add(Link.ok(NAME, "process %d is at work".formatted(report.process().pid())));
    problem(report, StatusTally.DIRECTORY)
        .ifPresent(
            one -> links.add(Link.fault(NAME, one.text(), "ls -ld " + Link.word(directory))));
    problem(report, StatusTally.CONFIGURATION)
        .ifPresent(one -> links.add(Link.fault(NAME, one.text(), "credmint check")));
    problem(report, StatusTally.JOB_QUEUE)
        .filter(one -> forJob)
        .ifPresent(
            one ->
                links.add(Link.fault(NAME, one.text(), "condor_config_val JOB_QUEUE_LOG SPOOL")));
    return links;
  }

  private static Optional<StatusProblem> problem(StatusReport report, String subject) {
    return report.problems().stream().filter(one -> one.subject().equals(subject)).findFirst();
  }

  private String on() {
    return "condor_on -daemon " + daemonName.toLowerCase(Locale.ROOT);
  }
}
