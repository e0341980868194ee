// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.htcondor.log.LogText;

/** Puts jobs of this machine's schedds on hold, by {@code condor_hold}. */
public final class JobHolds {
  private static final String TOOL = "condor_hold";
  private static final String VARIABLE = "CONDOR_HOLD";
  private static final int MOST_OUTPUT_BYTES = 1 << 20;

  /** HTCondor 23.9.6 and 25.14.1, for a job and for a cluster. */
  private static final Pattern HELD =
      Pattern.compile("Job ([0-9.]+) held|All jobs in cluster ([0-9]+) have been held");

  private static final Pattern NOTHING_TO_DO =
      Pattern.compile("Job ([0-9.]+) (?:not found|already held)");

  private static final Pattern DENIED = Pattern.compile("Permission denied to hold job ([0-9.]+)");
  private static final Pattern OTHER_JOB = Pattern.compile(".*\\b[Jj]ob ([0-9]+\\.[0-9]+).*");
  private static final Pattern OTHER_CLUSTER = Pattern.compile(".*\\bcluster ([0-9]+)");

  private static final String WHAT_TO_SET =
      "the schedd does not allow this daemon to hold other users' jobs; add the account that the"
          + " daemon runs as to QUEUE_SUPER_USERS on the access point, with a domain, such as"
          + " root@example.org, if it differs from the schedd's UID_DOMAIN; SchedLog shows the name";

  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]*");

  private final Tools tools;

  public JobHolds(Tools tools) {
    this.tools = tools;
  }

  /**
   * What became of each job.
   *
   * @param held those that are on hold now by this order
   * @param past those that have left, or were on hold already
   * @param failed why others are not on hold
   * @param failure why nobody knows of the rest; empty where there is none
   */
  public record Answer(
      Set<String> held, Set<String> past, Map<String, String> failed, Optional<String> failure) {
    /** Takes copies. */
    public Answer {
      held = Set.copyOf(held);
      past = Set.copyOf(past);
      failed = Map.copyOf(failed);
    }

    private static Answer ofFailure(String reason) {
      return new Answer(Set.of(), Set.of(), Map.of(), Optional.of(reason));
    }
  }

  /**
   * Puts jobs on hold. Takes ten seconds at most; never throws. To be allowed for others' jobs the
   * process has to be root or HTCondor's user.
   *
   * @param schedd the name by which HTCondor finds the schedd; empty for the usual one
   * @param jobs ids such as {@code 12.3}, or {@code 12} for a cluster
   * @param reason what the jobs' owners read, on one line
   */
  public Answer hold(Optional<String> schedd, List<String> jobs, String reason) {
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return Answer.ofFailure(TOOL + " is neither in PATH nor in /usr/bin");
    }
    List<String> arguments = new ArrayList<>();
    schedd.ifPresent(name -> arguments.addAll(List.of("-name", name)));
    arguments.addAll(List.of("-reason", plain(reason)));
    arguments.addAll(jobs);
    Tools.Ended ended = tools.runToItsEnd(tool.get(), arguments, MOST_OUTPUT_BYTES);
    Answers answers = new Answers();
    ended.text().lines().map(String::strip).forEach(answers::take);
    return answers.of(jobs, ended.outcome());
  }

  /**
   * Puts all jobs of a user on hold, in the usual schedd.
   *
   * @return why that failed; empty where it did not
   */
  public Optional<String> holdAllOf(String user, String reason) {
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return Optional.of(TOOL + " is neither in PATH nor in /usr/bin");
    }
    if (!ACCOUNT.matcher(user).matches()) {
      return Optional.of("'" + LogText.oneLine(user) + "' cannot be a user's name");
    }
    List<String> arguments =
        List.of("-reason", plain(reason), "-constraint", "Owner == \"" + user + "\"");
    return tools.run(tool.get(), arguments, MOST_OUTPUT_BYTES) instanceof Tools.Outcome.Failed why
        ? Optional.of(why.reason())
        : Optional.empty();
  }

  /** With a quote or a line end in it, HTCondor 25.14.1 holds the job and forgets the reason. */
  private static String plain(String reason) {
    return LogText.oneLine(reason).replace('"', '\'');
  }

  /** Gathers what the tool says of each job. */
  private static final class Answers {
    private final Set<String> held = new HashSet<>();
    private final Set<String> past = new HashSet<>();
    private final Map<String, String> failed = new LinkedHashMap<>();

    void take(String line) {
      Matcher one = HELD.matcher(line);
      if (one.matches()) {
        held.add(one.group(1) == null ? one.group(2) : one.group(1));
        return;
      }
      one = NOTHING_TO_DO.matcher(line);
      if (one.matches()) {
        past.add(one.group(1));
        return;
      }
      one = DENIED.matcher(line);
      if (one.matches()) {
        failed.put(one.group(1), WHAT_TO_SET);
        return;
      }
      one = OTHER_JOB.matcher(line);
      one = one.matches() ? one : OTHER_CLUSTER.matcher(line);
      if (one.matches()) {
        failed.put(one.group(1), LogText.oneLine(line));
      }
    }

    Answer of(List<String> jobs, Tools.Outcome outcome) {
      boolean all =
          jobs.stream()
              .allMatch(job -> held.contains(job) || past.contains(job) || failed.containsKey(job));
      if (all) {
        return new Answer(held, past, failed, Optional.empty());
      }
      String reason =
          outcome instanceof Tools.Outcome.Failed complained
              ? complained.reason()
              : TOOL + " did not report what happened to the jobs";
      return new Answer(held, past, failed, Optional.of(reason));
    }
  }
}
