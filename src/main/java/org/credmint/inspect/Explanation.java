// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.List;
import java.util.Optional;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Provider.Fact;

/**
 * What would become of one credential.
 *
 * @param name which credential it is: {@code user/provider_handle}
 * @param verdict what the daemon would do
 * @param facts what its provider is
 * @param onDisk what lies there now, a line each
 */
public record Explanation(String name, Verdict verdict, List<Fact> facts, List<String> onDisk) {
  /** Takes copies. */
  public Explanation {
    facts = List.copyOf(facts);
    onDisk = List.copyOf(onDisk);
  }

  /** What the daemon would do. */
  public sealed interface Verdict {
    /** It would issue the credential. */
    record Issued(List<TraceStep> trace) implements Verdict {
      /** Takes a copy. */
      public Issued {
        trace = List.copyOf(trace);
      }
    }

    /**
     * It would not, because a rule or the way in which it is asked stands against it.
     *
     * @param rule the knob or rule; empty where there is none
     */
    record Denied(Optional<String> rule, String reason) implements Verdict {}
  }
}
