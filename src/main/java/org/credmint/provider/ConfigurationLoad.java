// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.log.DaemonLogSettings;

/** What came of reading the configuration. */
public sealed interface ConfigurationLoad {
  /**
   * It was read.
   *
   * @param active what can be served
   * @param bounds what it says of what it names besides
   * @param log how to log
   * @param problems what is wrong with it
   */
  record Read(
      ActiveConfiguration active, Bounds bounds, DaemonLogSettings log, List<Problem> problems)
      implements ConfigurationLoad {
    /** Takes a copy. */
    public Read {
      problems = List.copyOf(problems);
    }
  }

  /**
   * It says that nothing can be served.
   *
   * @param bounds what it says of what it names
   * @param log how to log
   * @param problems what is wrong with it
   * @param credentialDirectory empty where it does not say
   */
  record Unusable(
      Bounds bounds,
      DaemonLogSettings log,
      List<Problem> problems,
      Optional<Path> credentialDirectory)
      implements ConfigurationLoad {
    /** Takes a copy. */
    public Unusable {
      problems = List.copyOf(problems);
    }
  }

  /**
   * HTCondor's tool did not tell it, or not all of it.
   *
   * @param bounds what could be read of what it names; empty where nothing could be
   */
  record Unreadable(String reason, Optional<Bounds> bounds) implements ConfigurationLoad {}
}
