package org.credmint.htcondor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts jobs of this machine's schedd on hold, by {@code condor_hold}. */
public final class JobHolds {
  private static final String TOOL = "condor_hold";
  private static final String VARIABLE = "CONDOR_HOLD";
  private static final int MOST_OUTPUT_BYTES = 1 << 20;

  private final Tools tools;

  JobHolds(Tools tools) {
    this.tools = tools;
  }

  /**
   * Puts jobs on hold. Takes ten seconds at most; never throws. To be allowed for others' jobs the
   * process has to be root or HTCondor's user.
   *
   * @param jobs ids such as {@code 12.3}, or {@code 12} for a cluster; one that has left the queue
   *     is no failure
   * @param reason what the jobs' owners read, on one line
   * @return why it could not be done; empty where it was
   */
  public Optional<String> hold(List<String> jobs, String reason) {
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return Optional.of(TOOL + " is neither in PATH nor in /usr/bin");
    }
    List<String> arguments = new ArrayList<>(List.of("-reason", plain(reason)));
    arguments.addAll(jobs);
    Tools.Outcome outcome = tools.run(tool.get(), arguments, MOST_OUTPUT_BYTES);
    return outcome instanceof Tools.Outcome.Failed failed && !isNothingToDo(failed.reason())
        ? Optional.of(failed.reason())
        : Optional.empty();
  }

  /** With a quote or a line end in it, HTCondor 25.14.1 holds the job and forgets the reason. */
  private static String plain(String reason) {
    return LogText.oneLine(reason).replace('"', '\'');
  }

  /** What condor_hold says when all of the jobs have left, or are on hold already. */
  private static boolean isNothingToDo(String complaint) {
    return complaint.contains("not found") || complaint.contains("already held");
  }
}
