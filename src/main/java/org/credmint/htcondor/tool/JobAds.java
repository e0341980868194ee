// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks this machine's schedd for the ad of a job in its queue, by {@code condor_q -long}. */
public final class JobAds {
  private static final String TOOL = "condor_q";

  /** Runs a command in another directory (coreutils 8.28). */
  private static final String ENV = "/usr/bin/env";

  private static final String SUBMIT = "condor_submit";
  private static final String SUBMIT_VARIABLE = "CONDOR_SUBMIT";
  private static final String VARIABLE = "CONDOR_Q";
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
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return new Answer.Failed(TOOL + " is neither in PATH nor in /usr/bin");
    }
    List<String> arguments = new ArrayList<>();
    schedd.ifPresent(name -> arguments.addAll(List.of("-name", name)));
    arguments.addAll(List.of("-long", job));
    Tools.Outcome outcome = tools.run(tool.get(), arguments, MOST_OUTPUT_BYTES);
    if (outcome instanceof Tools.Outcome.Wrote wrote) {
      return isBlank(wrote.out()) ? new Answer.NoSuchJob() : new Answer.Ad(wrote.out());
    }
    return new Answer.Failed(((Tools.Outcome.Failed) outcome).reason());
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
    Tools.Outcome outcome =
        tools.run(
            ENV,
            List.of("-C", directory.toString(), tool.get(), "-dry-run", "-", file.toString()),
            MOST_OUTPUT_BYTES);
    return outcome instanceof Tools.Outcome.Wrote wrote
        ? new Answer.Ad(wrote.out())
        : new Answer.Failed(((Tools.Outcome.Failed) outcome).reason());
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
