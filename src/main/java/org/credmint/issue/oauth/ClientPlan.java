// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.credmint.credential.CredentialId;
import org.credmint.issue.endpoint.Fingerprint;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.TraceStep;

/**
 * An access token that HTCondor asks an issuer for as itself. How long it lives is the issuer's
 * choice.
 *
 * @param id which credential it is
 * @param wanted what is asked for
 * @param where whom to ask
 * @param clientId as whom
 * @param proof tells the client's secret or key, and whom it trusts, from others
 * @param trace what gave each of these
 */
public record ClientPlan(
    CredentialId id, Wanted wanted, URI where, String clientId, String proof, List<TraceStep> trace)
    implements Plan {
  /** Takes a copy. */
  public ClientPlan {
    trace = List.copyOf(trace);
  }

  /** Zero: the issuer decides. */
  @Override
  public Duration lifetime() {
    return Duration.ZERO;
  }

  /** Tells what is asked for, of whom and as whom, from other requests. */
  String fingerprint() {
    return Fingerprint.of(
        String.join(
            "\n",
            where.toString(),
            clientId,
            String.join(" ", new TreeSet<>(wanted.scopes())),
            String.join(" ", new TreeSet<>(wanted.audiences()))));
  }
}
