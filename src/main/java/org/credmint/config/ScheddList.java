// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.knob.Knobs;

/**
 * The schedds that condor_master runs on this machine: the names in {@code DAEMON_LIST} whose
 * executable is that of {@code SCHEDD}. One of another name than {@code SCHEDD} has a local name:
 * that of {@code -local-name} in its {@code <NAME>_ARGS}, or its own, which the master adds
 * (masterDaemon.cpp of HTCondor 25.14).
 *
 * @param localNames of each schedd, in the order of the list; empty for the one without a local
 *     name
 */
public record ScheddList(List<String> localNames) {
  private static final String USUAL = "SCHEDD";
  private static final String LOCAL_NAME = "-local-name";

  /** Takes a copy. */
  public ScheddList {
    localNames = List.copyOf(localNames);
  }

  /** Reads the knobs; where no schedd is named, the usual one is taken to run. */
  public static ScheddList read(Knobs knobs) {
    TreeSet<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    List<String> names = new ArrayList<>();
    for (String daemon : Values.list(knobs.get("DAEMON_LIST").orElse(USUAL))) {
      String name = daemon.toUpperCase(Locale.ROOT);
      if (isSchedd(name, knobs)) {
        String localName = localName(name, knobs);
        if (seen.add(localName)) {
          names.add(localName);
        }
      }
    }
    return new ScheddList(names.isEmpty() ? List.of("") : names);
  }

  private static boolean isSchedd(String daemon, Knobs knobs) {
    Optional<String> executable = knobs.get(daemon).map(ScheddList::fileName);
    return daemon.equals(USUAL)
        || (executable.isPresent()
            && executable.equals(knobs.get(USUAL).map(ScheddList::fileName)));
  }

  /** The same program may be named by several paths. */
  private static String fileName(String path) {
    String stripped = path.strip();
    return stripped.substring(stripped.lastIndexOf('/') + 1);
  }

  private static String localName(String daemon, Knobs knobs) {
    String arguments = knobs.get(daemon + "_ARGS").orElse("").replaceAll("[\"']", " ");
    List<String> words = List.of(arguments.strip().split("\\s+"));
    int option = words.indexOf(LOCAL_NAME);
    if (option >= 0 && option + 1 < words.size()) {
      return words.get(option + 1);
    }
    return daemon.equals(USUAL) ? "" : daemon;
  }

  /**
   * What each schedd's macros are asked for: its name, a bar, and its job queue log.
   *
   * <p>{@code JOB_QUEUE_LOG} has no default in every release.
   */
  public static final String QUESTION = "$(SCHEDD_NAME)|$(JOB_QUEUE_LOG:$(SPOOL)/job_queue.log)";

  /**
   * Takes the answer to {@link #QUESTION} apart.
   *
   * @param primaryName the {@code SCHEDD_NAME} of the schedd without a local name, which another
   *     one must not have too
   * @param hostname stands behind a name without {@code @}
   * @return empty where the answer holds no full path
   */
  public static Optional<ScheddQueue> queue(
      String localName, String answer, String primaryName, String hostname) {
    int bar = answer.indexOf('|');
    try {
      Path log = Values.file(answer.substring(bar + 1).strip());
      String own = bar < 0 ? "" : answer.substring(0, bar).strip();
      Optional<String> name =
          own.isEmpty() || own.equalsIgnoreCase(primaryName)
              ? Optional.empty()
              : Optional.of(own.contains("@") ? own : own + "@" + hostname);
      return Optional.of(new ScheddQueue(localName, log, name));
    } catch (InvalidKnobValueException e) {
      return Optional.empty();
    }
  }
}
