// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.credmint.config.knob.Problem;
import org.credmint.directory.Anomaly;

/** Tells lasting conditions once, not at each look, and tells when a problem is over. */
public final class ProblemReporter {
  private final Journal journal;
  private Set<Problem> problems = Set.of();
  private Set<Anomaly> anomalies = Set.of();
  private String directoryFailure = "";
  private String configurationFailure = "";

  public ProblemReporter(Journal journal) {
    this.journal = journal;
  }

  /** What is wrong at the start. */
  public void problems(List<Problem> present) {
    problems(present, Set.of());
  }

  /**
   * What is wrong now.
   *
   * @param served the providers that have been served until now, and stay so where their new
   *     settings cannot be used
   */
  public void problems(List<Problem> present, Set<String> served) {
    for (Problem problem : problems) { // first, so that what replaces one of them is told last
      if (!present.contains(problem)) {
        journal.record(new ConfigurationEvent.ProblemResolved(problem));
      }
    }
    for (Problem problem : present) {
      if (!problems.contains(problem)) {
        boolean keepsPrevious = problem.provider().map(served::contains).orElse(!served.isEmpty());
        journal.record(new ConfigurationEvent.ConfigurationProblem(problem, keepsPrevious));
      }
    }
    problems = new HashSet<>(present);
  }

  /** Tells entries that HTCondor would not have made: each once, as long as it is there. */
  public void anomalies(List<Anomaly> present) {
    for (Anomaly anomaly : present) {
      if (!anomalies.contains(anomaly)) {
        journal.record(new DirectoryEvent.UnexpectedEntry(anomaly.where(), anomaly.reason()));
      }
    }
    anomalies = new HashSet<>(present);
  }

  /**
   * Tells why the last good configuration stays, once until that changes: each submit asks for a
   * reload.
   *
   * @param reason empty where the configuration could be used
   */
  public void configurationFailure(String reason) {
    if (reason.isEmpty() && !configurationFailure.isEmpty()) {
      journal.record(new ConfigurationEvent.ConfigurationRecovered());
    } else if (!reason.equals(configurationFailure)) {
      journal.record(new ConfigurationEvent.ConfigurationUnreadable(reason));
    }
    configurationFailure = reason;
  }

  /** Tells a failure to look at the whole directory, once until it changes. */
  public void directoryFailure(Path directory, String reason) {
    if (!reason.equals(directoryFailure) && !reason.isEmpty()) {
      journal.record(new DirectoryEvent.DirectoryUnreadable(directory, reason));
    }
    directoryFailure = reason;
  }
}
