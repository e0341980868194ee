// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.TraceStep;

/**
 * An access token that is to be had for a user's login. What it allows was agreed on by the user
 * and the issuer at the login; how long it lives is the issuer's choice.
 *
 * @param id which credential it is
 * @param tokenUrl whom to ask
 * @param clientId as whom
 * @param proof tells the client's secret, and whom it trusts, from others
 * @param trace what gave each of these
 */
public record RefreshPlan(
    CredentialId id, URI tokenUrl, String clientId, String proof, List<TraceStep> trace)
    implements Plan {
  /** Takes a copy. */
  public RefreshPlan {
    trace = List.copyOf(trace);
  }

  /** Zero: the issuer decides. */
  @Override
  public Duration lifetime() {
    return Duration.ZERO;
  }
}
