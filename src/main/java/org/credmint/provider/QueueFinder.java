// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.credmint.config.ScheddList;
import org.credmint.config.ScheddQueue;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.credential.JobId;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.secret.Redaction;

/** Finds the job queues of all schedds of this machine. */
public final class QueueFinder {
  private static final int LONGEST_SHOWN = 120;

  /** Tells what macros mean to the schedd with a local name; empty where it cannot. */
  private final Function<String, Optional<String>> answers;

  private final String fullHostname;

  public QueueFinder(Function<String, Optional<String>> answers, String fullHostname) {
    this.answers = answers;
    this.fullHostname = fullHostname;
  }

  /**
   * What was found.
   *
   * @param queues never empty where there is no failure
   * @param problems of schedds whose jobs can have no credentials of their own, or no holds
   * @param failure why the queues are not known; empty where they are
   */
  public record Found(List<ScheddQueue> queues, List<Problem> problems, Optional<String> failure) {
    public Found {
      queues = List.copyOf(queues);
      problems = List.copyOf(problems);
    }
  }

  /** Asks HTCondor where each schedd of this machine keeps its job queue log. */
  public Found find(Knobs knobs, Settings settings) {
    List<ScheddQueue> queues = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Set<Path> logs = new HashSet<>();
    for (String localName : ScheddList.read(knobs).localNames()) {
      Optional<ScheddQueue> queue = queue(localName, knobs, settings);
      if (queue.isEmpty()) {
        return new Found(
            List.of(),
            List.of(),
            Optional.of(
                "the job queue log of schedd %s cannot be determined; check what 'condor_config_val -subsystem SCHEDD -local-name %s JOB_QUEUE_LOG SPOOL' prints"
                    .formatted(localName, localName)));
      }
      if (!logs.add(queue.get().log())) {
        problems.add(sameLog(queue.get()));
      } else {
        queues.add(queue.get());
        problems.addAll(problems(queue.get(), settings));
      }
    }
    return new Found(queues, problems, Optional.empty());
  }

  private Optional<ScheddQueue> queue(String localName, Knobs knobs, Settings settings) {
    if (localName.isEmpty()) {
      return Optional.of(new ScheddQueue("", settings.jobQueueLog(), Optional.empty()));
    }
    String usual = knobs.get("SCHEDD", "SCHEDD_NAME").orElse("");
    return answers
        .apply(localName)
        .flatMap(answer -> ScheddList.queue(localName, answer, usual, fullHostname));
  }

  private static List<Problem> problems(ScheddQueue queue, Settings settings) {
    List<Problem> problems = new ArrayList<>();
    if (queue.localName().isEmpty()) {
      return problems;
    }
    unfitName(queue.localName(), settings.hasUnderscores()).ifPresent(problems::add);
    if (!queue.isReachable()) {
      problems.add(
          Problem.warning(
              queue.localName() + ".SCHEDD_NAME",
              "",
              "is not set, or is also the name of the other schedd, so jobs of schedd "
                  + queue.localName()
                  + " cannot be put on hold",
              "set a different SCHEDD_NAME for each schedd"));
    }
    return problems;
  }

  /** Where providers' names hold underscores, one in a schedd's could be taken for a provider's. */
  private static Optional<Problem> unfitName(String localName, boolean special) {
    boolean fit = JobId.isScheddName(localName) && !(special && localName.contains("_"));
    return fit
        ? Optional.empty()
        : Optional.of(
            Problem.warning(
                "-local-name",
                Redaction.clean(localName, LONGEST_SHOWN),
                "cannot be part of a credential name, so jobs of this schedd get no per-job"
                    + " credentials and are held if they request one",
                "use a local name that begins with a letter, followed by letters, digits, hyphens"
                    + (special ? "" : " and underscores")
                    + ", 64 characters at most"));
  }

  private static Problem sameLog(ScheddQueue queue) {
    return Problem.warning(
        "JOB_QUEUE_LOG",
        Redaction.clean(queue.log().toString(), LONGEST_SHOWN),
        "is the job queue log of two schedds, one of them "
            + queue.localName()
            + ", so the jobs of the two cannot be distinguished",
        "set a separate SPOOL for each schedd, such as "
            + queue.localName()
            + ".SPOOL = /var/spool/condor-"
            + queue.localName());
  }

  /** Whether jobs of a schedd can have credentials that carry its local name. */
  public static boolean canCarry(String localName, boolean special) {
    return localName.isEmpty() || unfitName(localName, special).isEmpty();
  }
}
