package org.credmint.htcondor;

import java.util.List;
import java.util.Optional;

/**
 * Asks HTCondor for the configuration of one daemon, defaults and expansions included, by one
 * {@code condor_config_val}.
 *
 * <p>It is the tool, not a library, because the library ends the process when the configuration is
 * broken. A call takes some 20 ms. It fails as a whole where HTCondor cannot read its
 * configuration, and it never ends where any knob refers to itself in a circle, whence the time
 * limit.
 */
public final class KnobSource {

  private static final String TOOL = "condor_config_val";
  private static final String VARIABLE = "CONDOR_CONFIG_VAL";

  /** Some 120 kB are usual. */
  private static final int MOST_OUTPUT_BYTES = 16 << 20;

  private final Tools tools;
  private final String daemonName;

  KnobSource(Tools tools, String daemonName) {
    this.tools = tools;
    this.daemonName = daemonName;
  }

  /** Reads the configuration as it is now. Takes ten seconds at most; never throws. */
  public KnobReading read() {
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return new KnobReading.Failed(
          TOOL + " is neither in PATH nor in /usr/bin",
          "install HTCondor's tools, or set " + VARIABLE + " to the full path");
    }
    Tools.Outcome outcome = tools.run(tool.get(), arguments(), MOST_OUTPUT_BYTES);
    if (outcome instanceof Tools.Outcome.Wrote wrote) {
      return KnobDump.parse(wrote.out())
          .<KnobReading>map(KnobReading.Read::new)
          .orElseGet(() -> failed(tool.get() + " wrote something else than a list of knobs"));
    }
    return failed(((Tools.Outcome.Failed) outcome).reason());
  }

  private KnobReading failed(String reason) {
    return new KnobReading.Failed(
        reason,
        "run '"
            + TOOL
            + " "
            + String.join(" ", arguments())
            + "' and mend what it complains of; when it does not end, look for a knob that refers"
            + " to itself, or a name server that does not answer");
  }

  private List<String> arguments() {
    // Without -expanded the values are as written, without -verbose they have no end (see
    // KnobDump).
    return List.of("-subsystem", daemonName, "-dump", "-expanded", "-verbose");
  }
}
