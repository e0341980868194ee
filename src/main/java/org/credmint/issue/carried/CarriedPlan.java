// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.carried;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.TraceStep;

/**
 * A credential that somebody else makes.
 *
 * @param id which credential it is
 * @param bounds what it may be at most
 * @param calls the programs that can make it, in turn; none where nobody has to be asked
 * @param question what a program is told beside that, as JSON's types
 * @param trace what gave each of these
 */
public record CarriedPlan(
    CredentialId id,
    CarriedBounds bounds,
    List<Call> calls,
    Map<String, Object> question,
    List<TraceStep> trace)
    implements Plan {
  /** Takes copies. */
  public CarriedPlan {
    calls = List.copyOf(calls);
    question = Map.copyOf(question);
    trace = List.copyOf(trace);
  }

  @Override
  public Duration lifetime() {
    return bounds.lifetime();
  }

  /**
   * A program.
   *
   * @param item the word that tells it from the others; empty where it is the only one
   * @param command its path and its arguments
   */
  public record Call(String item, List<String> command) {
    /** Takes a copy. */
    public Call {
      command = List.copyOf(command);
    }
  }
}
