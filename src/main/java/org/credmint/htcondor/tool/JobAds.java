// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.credmint.secret.Redaction;

/** Asks this machine's schedd for the ad of a job in its queue, by {@code condor_q -long}. */
public final class JobAds {
  private static final String TOOL = "condor_q";

  /** Runs a command in another directory (coreutils 8.28). */
  private static final String ENV = "/usr/bin/env";

  private static final String SUBMIT = "condor_submit";
  private static final String SUBMIT_VARIABLE = "CONDOR_SUBMIT";
  private static final String VARIABLE = "CONDOR_Q";
  private static final int LONGEST_SAID = 400;
  private static final int MOST_OUTPUT_BYTES = 16 << 20;

  private final Tools tools;

  public JobAds(Tools tools) {
    this.tools = tools;
  }

  /** What the schedd answered. */
  public sealed interface Answer {
    /**
     * The ad.
     *
     * @param text one attribute a line
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    record Ad(byte[] text) implements Answer {}

    /** There is no such job in the queue. */
    record NoSuchJob() implements Answer {}

    /** It could not be asked. */
    record Failed(String reason) implements Answer {}
  }

  /**
   * Asks for one job. Takes ten seconds at most; never throws.
   *
   * @param schedd the name by which HTCondor finds the schedd; empty for the usual one
   * @param job such as {@code 12.3}
   */
  public Answer ask(Optional<String> schedd, String job) {
    return ask(schedd, List.of("-long", job));
  }

  /**
   * Asks for some attributes of all jobs of a cluster. Takes ten seconds at most; never throws.
   *
   * @param schedd the name by which HTCondor finds the schedd; empty for the usual one
   * @param attributes of which an ad lacks those that its job does not have
   * @return the ads with a blank line between them
   */
  public Answer askCluster(Optional<String> schedd, int cluster, Set<String> attributes) {
    String names = String.join(",", new TreeSet<>(attributes));
    return ask(schedd, List.of("-long", "-attributes", names, Integer.toString(cluster)));
  }

  private Answer ask(Optional<String> schedd, List<String> what) {
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return new Answer.Failed(TOOL + " is neither in PATH nor in /usr/bin");
    }
    List<String> arguments = new ArrayList<>();
    schedd.ifPresent(name -> arguments.addAll(List.of("-name", name)));
    arguments.addAll(what);
    Tools.Outcome outcome = tools.run(tool.get(), arguments, MOST_OUTPUT_BYTES);
    if (outcome instanceof Tools.Outcome.Wrote wrote) {
      return isBlank(wrote.out()) ? new Answer.NoSuchJob() : new Answer.Ad(wrote.out());
    }
    return new Answer.Failed(((Tools.Outcome.Failed) outcome).reason());
  }

  /**
   * Tells the users ({@code User}) of all jobs in the queue by their account ({@code Owner}). Takes
   * no longer than one question; never throws.
   *
   * @return empty where there is no job, or the schedd could not be asked
   */
  public Map<String, Set<String>> usersByAccount() {
    Map<String, Set<String>> users = new TreeMap<>();
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    List<String> arguments = List.of("-allusers", "-af", "Owner", "User");
    if (tool.isPresent()
        && tools.run(tool.get(), arguments, MOST_OUTPUT_BYTES)
            instanceof Tools.Outcome.Wrote wrote) {
      for (String line : new String(wrote.out(), StandardCharsets.UTF_8).lines().toList()) {
        int blank = line.indexOf(' ');
        if (blank > 0) {
          users
              .computeIfAbsent(line.substring(0, blank), owner -> new TreeSet<>())
              .add(line.substring(blank + 1));
        }
      }
    }
    return users;
  }

  /**
   * Asks what job a submit file describes, without submitting it. The schedd's transforms are not
   * applied. Takes ten seconds at most; never throws.
   *
   * @param directory where relative paths in the file start
   * @param file its path
   */
  public Answer ofSubmitFile(Path directory, Path file) {
    Optional<String> tool = tools.find(SUBMIT, SUBMIT_VARIABLE);
    if (tool.isEmpty()) {
      return new Answer.Failed(SUBMIT + " is neither in PATH nor in /usr/bin");
    }
    Tools.Ended ended =
        tools.runToItsEnd(
            ENV,
            List.of("-C", directory.toString(), tool.get(), "-dry-run", "-", file.toString()),
            MOST_OUTPUT_BYTES);
    return ended.outcome() instanceof Tools.Outcome.Wrote wrote
        ? new Answer.Ad(wrote.out())
        : new Answer.Failed(
            tool.get() + " cannot read it: " + Redaction.clean(ended.text().strip(), LONGEST_SAID));
  }

  private static boolean isBlank(byte[] text) {
    for (byte b : text) {
      if (b > ' ') {
        return false;
      }
    }
    return true;
  }
}
