// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells condor_master that the daemon is up, so that {@code condor_who -wait:60 'IsReady'} ends.
 *
 * <p>The master speaks HTCondor's own protocol only, so a short-lived {@code python3} with
 * HTCondor's bindings says it for us. Of their two calls, the one about readiness always names the
 * process that makes it; the one about being alive takes any process id, and the master counts it
 * as proof of readiness, in 23.9.6 and 25.14.1 alike. Its other meaning has to be avoided: from
 * then on the master kills the daemon when the next such message is late. Hence the time until
 * which no further message is due is the longest that there is, 68 years: the master never misses
 * one, and learns of a daemon's end from the system as before.
 */
public final class Readiness {

  private static final String VARIABLE = "CREDMINT_PYTHON";
  private static final String INHERIT = "CONDOR_INHERIT";
  private static final int MOST_OUTPUT_BYTES = 64 << 10;

  /** A process started with code on its command line would look in its directory for modules. */
  private static final String PROGRAM =
      "import sys; sys.path = [p for p in sys.path if p]; import htcondor2;"
          + " htcondor2.send_alive(pid=int(sys.argv[1]), timeout=int(sys.argv[2]))";

  private final Tools tools;
  private final Map<String, String> environment;

  public Readiness(Tools tools, Map<String, String> environment) {
    this.tools = tools;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reports the daemon as up. To be called once, when the first look at the directory is done.
   * Takes ten seconds at most; never throws.
   *
   * @param pid the daemon's process id
   * @return why the report to the master failed; empty where it succeeded
   */
  public Optional<String> report(long pid) {
    if (environment.getOrDefault(INHERIT, "").isBlank()) {
      return Optional.of("no condor_master started this process (" + INHERIT + " is not set)");
    }
    Optional<String> python = tools.find("python3", VARIABLE);
    if (python.isEmpty()) {
      return Optional.of("python3 is neither in PATH nor in /usr/bin");
    }
    List<String> arguments =
        List.of("-c", PROGRAM, Long.toString(pid), Integer.toString(Integer.MAX_VALUE));
    Tools.Outcome outcome = tools.run(python.get(), arguments, MOST_OUTPUT_BYTES);
    return outcome instanceof Tools.Outcome.Failed failed
        ? Optional.of(failed.reason())
        : Optional.empty();
  }
}
