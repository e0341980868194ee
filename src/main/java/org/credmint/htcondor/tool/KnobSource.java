// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks HTCondor for the configuration of one daemon, defaults and expansions included, by one
 * {@code condor_config_val}.
 *
 * <p>It is the tool, not a library, because the library ends the process when the configuration is
 * broken. A call takes some 20 ms. It fails as a whole where HTCondor cannot read its
 * configuration, and it never ends where any knob refers to itself in a circle, whence the time
 * limit. One that took too long is tried once more, since a busy machine may be quiet a moment
 * later.
 */
public final class KnobSource {

  private static final String TOOL = "condor_config_val";
  private static final String VARIABLE = "CONDOR_CONFIG_VAL";

  /** HTCondor's complaint of a knob that names a provider as it is called elsewhere. */
  private static final Pattern ILLEGAL_NAME =
      Pattern.compile("Illegal Identifier: <((?:LOCAL_CREDMON|CREDMINT)_[^>]+)>");

  /**
   * The environment variable that holds the time limit; no knob can be read before it is needed.
   */
  public static final String LIMIT_VARIABLE = "CREDMINT_CONFIG_TIMEOUT";

  /** Some 120 kB are usual. */
  private static final int MOST_OUTPUT_BYTES = 16 << 20;

  /** Twice as long as the longest call that was seen on a busy machine. */
  static final Duration USUAL_LIMIT = Duration.ofSeconds(30);

  private final Tools tools;
  private final String daemonName;
  private final Duration limit;
  private final AtomicReference<@Nullable FutureTask<KnobReading>> ahead = new AtomicReference<>();

  /**
   * A source that asks the tool.
   *
   * @param daemonName whose configuration
   * @param limit how long one call may take; empty for 30 seconds
   */
  public KnobSource(Tools tools, String daemonName, Optional<Duration> limit) {
    this.tools = tools;
    this.daemonName = daemonName;
    this.limit = limit.orElse(USUAL_LIMIT);
  }

  /**
   * What reads the configuration for the read that comes next, to be run by another thread. That
   * read waits for it, or does it itself where nobody has begun.
   */
  public Runnable readAhead() {
    FutureTask<KnobReading> reading = new FutureTask<>(this::ask);
    ahead.set(reading);
    return reading;
  }

  /** Reads the configuration as it is now. Takes twice the time limit at most; never throws. */
  public KnobReading read() {
    FutureTask<KnobReading> reading = ahead.getAndSet(null);
    if (reading == null) {
      return ask();
    }
    reading.run(); // does nothing where it was begun
    return resultOf(reading);
  }

  private KnobReading resultOf(FutureTask<KnobReading> reading) {
    try {
      return reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("reading the configuration was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading the configuration broke", e);
    }
  }

  private KnobReading ask() {
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return new KnobReading.Failed(
          TOOL + " is neither in PATH nor in /usr/bin",
          "install HTCondor's tools, or set " + VARIABLE + " to the full path");
    }
    Tools.Outcome outcome = ask(tool.get());
    if (outcome instanceof Tools.Outcome.Failed slow
        && slow.wasSlow()
        && !Thread.currentThread().isInterrupted()) {
      outcome = ask(tool.get());
    }
    if (outcome instanceof Tools.Outcome.Wrote wrote) {
      return KnobDump.parse(wrote.out())
          .<KnobReading>map(KnobReading.Read::new)
          .orElseGet(() -> failed(tool.get() + " did not print a list of knobs"));
    }
    return failed(((Tools.Outcome.Failed) outcome).reason());
  }

  private Tools.Outcome ask(String tool) {
    return tools.run(tool, arguments(), MOST_OUTPUT_BYTES, limit);
  }

  /**
   * Expands macros as a schedd with a local name would, by HTCondor's own order of look-up.
   *
   * @param localName as in {@code -local-name}
   * @param text with macros such as {@code $(SPOOL)}
   * @return empty where it could not be asked
   */
  public Optional<String> ofSchedd(String localName, String text) {
    Optional<String> tool = tools.find(TOOL, VARIABLE);
    if (tool.isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments =
        List.of("-subsystem", "SCHEDD", "-local-name", localName, "-macro", text);
    return tools.run(tool.get(), arguments, MOST_OUTPUT_BYTES) instanceof Tools.Outcome.Wrote wrote
        ? Optional.of(new String(wrote.out(), StandardCharsets.UTF_8).strip())
        : Optional.empty();
  }

  private KnobReading failed(String reason) {
    Matcher illegal = ILLEGAL_NAME.matcher(reason);
    if (illegal.find()) {
      return new KnobReading.Failed(
          reason,
          "a knob's name cannot contain these characters; write an underscore for a hyphen in a"
              + " provider's name: "
              + illegal.group(1).replaceAll("[^A-Za-z0-9_.]", "_"));
    }
    return new KnobReading.Failed(
        reason,
        "run '"
            + TOOL
            + " "
            + String.join(" ", arguments())
            + "' and fix what it reports; if it does not end, look for a knob that refers"
            + " to itself, or a DNS server that does not answer; if it is only slow, raise "
            + LIMIT_VARIABLE
            + " in CREDMON_OAUTH_ENVIRONMENT above "
            + limit.toSeconds()
            + " seconds");
  }

  private List<String> arguments() {
    // Without -expanded the values are as written, without -verbose they have no end (see
    // KnobDump).
    return List.of("-subsystem", daemonName, "-dump", "-expanded", "-verbose");
  }
}
