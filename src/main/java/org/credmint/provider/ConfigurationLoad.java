// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.log.DaemonLogSettings;

/** What came of reading the configuration. */
public sealed interface ConfigurationLoad {
  /**
   * It was read.
   *
   * @param active what can be served
   * @param bounds what it says of the other providers that it names
   * @param log how to log
   * @param problems what is wrong with it
   */
  record Read(
      ActiveConfiguration active,
      Map<String, Bound> bounds,
      DaemonLogSettings log,
      List<Problem> problems)
      implements ConfigurationLoad {
    /** Takes copies. */
    public Read {
      bounds = Map.copyOf(bounds);
      problems = List.copyOf(problems);
    }
  }

  /**
   * It says that nothing can be served.
   *
   * @param bounds what it says of the providers that it names
   * @param log how to log
   * @param problems what is wrong with it
   * @param credentialDirectory empty where it does not say
   */
  record Unusable(
      Map<String, Bound> bounds,
      DaemonLogSettings log,
      List<Problem> problems,
      Optional<Path> credentialDirectory)
      implements ConfigurationLoad {
    /** Takes copies. */
    public Unusable {
      bounds = Map.copyOf(bounds);
      problems = List.copyOf(problems);
    }
  }

  /**
   * HTCondor's tool did not tell it, or not all of it.
   *
   * @param bounds what could be read of the providers that it names; empty where nothing could be
   */
  record Unreadable(String reason, Optional<Map<String, Bound>> bounds)
      implements ConfigurationLoad {
    /** Takes a copy. */
    public Unreadable {
      bounds = bounds.map(Map::copyOf);
    }
  }
}
