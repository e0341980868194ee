package org.credmint.daemon;

import java.util.List;
import org.credmint.config.Problem;
import org.credmint.htcondor.DaemonLogSettings;

/** What came of reading the configuration. */
public sealed interface Reload {
  /**
   * It was read.
   *
   * @param serving what can be served; holds no provider where none can be
   * @param log how to log
   * @param problems what is wrong with it
   */
  record Read(Serving serving, DaemonLogSettings log, List<Problem> problems) implements Reload {
    /** Takes a copy of the problems. */
    public Read {
      problems = List.copyOf(problems);
    }
  }

  /** It says that nothing can be served. */
  record Unusable(DaemonLogSettings log, List<Problem> problems) implements Reload {
    /** Takes a copy of the problems. */
    public Unusable {
      problems = List.copyOf(problems);
    }
  }

  /** HTCondor's tool did not tell it. */
  record Unreadable(String reason) implements Reload {}
}
