// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;

/**
 * A token that may be issued: everything it will say but the times, the token id and the signature.
 *
 * @param id which credential it is
 * @param subject {@code sub}
 * @param scopes what the scope claim lists, in the order of the templates or of the request, each
 *     once
 * @param audiences {@code aud}, in the order of the knob or of the request, each once
 * @param lifetime from {@code iat} to {@code exp}, whole seconds
 * @param trace what gave each of these
 * @param notes what was left out, and why
 */
public record TokenPlan(
    CredentialId id,
    String subject,
    List<Scope> scopes,
    List<String> audiences,
    Duration lifetime,
    List<TraceStep> trace,
    List<String> notes)
    implements Plan, Decision {
  /** Takes copies of the lists. */
  public TokenPlan {
    scopes = List.copyOf(scopes);
    audiences = List.copyOf(audiences);
    trace = List.copyOf(trace);
    notes = List.copyOf(notes);
  }

  /** A plan that nothing was left out of. */
  public TokenPlan(
      CredentialId id,
      String subject,
      List<Scope> scopes,
      List<String> audiences,
      Duration lifetime,
      List<TraceStep> trace) {
    this(id, subject, scopes, audiences, lifetime, trace, List.of());
  }

  /** The {@code scope} claim. */
  public String scopeClaim() {
    if (scopes.size() == 1) {
      return scopes.get(0).toString();
    }
    StringJoiner claim = new StringJoiner(" ");
    for (Scope scope : scopes) {
      claim.add(scope.toString());
    }
    return claim.toString();
  }
}
