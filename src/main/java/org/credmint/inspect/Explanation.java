// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.List;
import java.util.Optional;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Fact;
import org.credmint.request.Request;

/**
 * What would become of one credential.
 *
 * @param name which credential it is: {@code user/provider_handle}
 * @param verdict what the daemon would do
 * @param facts what its provider is
 * @param onDisk what lies there now, a line each
 * @param decided what the verdict was given on; empty where nobody was asked for one
 */
public record Explanation(
    String name,
    Verdict verdict,
    List<Fact> facts,
    List<String> onDisk,
    Optional<Decided> decided) {
  /** Takes copies. */
  public Explanation {
    facts = List.copyOf(facts);
    onDisk = List.copyOf(onDisk);
  }

  /**
   * What a provider answered.
   *
   * @param request what it was asked
   */
  public record Decided(Provider provider, Request request, Provider.Answer answer) {}

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
