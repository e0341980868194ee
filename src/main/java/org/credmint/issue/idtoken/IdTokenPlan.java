// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.idtoken;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.TraceStep;

/**
 * An IDTOKEN that may be issued.
 *
 * @param id which credential it is
 * @param keyId the key that signs it: {@code POOL}, or a file in the directory of passwords
 * @param issuer {@code iss}: the trust domain of the pool that is to accept it
 * @param subject {@code sub}: the identity that it speaks for, {@code name@domain}
 * @param authorizations the most that it allows, such as {@code ADVERTISE_STARTD}; never empty,
 *     since a token without any is not limited at all
 * @param lifetime from {@code iat} to {@code exp}, whole seconds
 * @param trace what gave each of these
 */
public record IdTokenPlan(
    CredentialId id,
    String keyId,
    String issuer,
    String subject,
    List<String> authorizations,
    Duration lifetime,
    List<TraceStep> trace)
    implements Plan {
  /** Takes copies, and refuses a token without limits. */
  public IdTokenPlan {
    authorizations = List.copyOf(authorizations);
    trace = List.copyOf(trace);
    if (authorizations.isEmpty()) {
      throw new IllegalArgumentException("an IDTOKEN without authorizations is not limited");
    }
  }

  /** The {@code scope} claim. */
  public String scopeClaim() {
    return authorizations.stream().map(one -> "condor:/" + one).collect(Collectors.joining(" "));
  }
}
