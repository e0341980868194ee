// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.util.Optional;
import org.credmint.content.Content;
import org.credmint.content.signature.SignatureVerdict;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Role;
import org.credmint.credential.kind.StableId;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.method.Candidate;

/**
 * What was found out about one file.
 *
 * @param validity by the times and the form
 * @param signature empty where the content is no token
 * @param opinion libSciTokens', where it was asked
 */
record Inspected(
    CredentialSpec spec,
    Content content,
    Validity validity,
    Optional<SignatureVerdict> signature,
    Optional<TokenOpinion> opinion) {

  /** Whether nothing speaks against its use. */
  boolean isSound() {
    return validity.isValid()
        && signature.filter(SignatureVerdict.Refused.class::isInstance).isEmpty()
        && opinion.filter(TokenOpinion::isRefusal).isEmpty();
  }

  /** The id under which a site knows it; empty where nobody said what it is for. */
  Optional<String> id() {
    return credential()
        .flatMap(
            found ->
                spec.role().map(role -> StableId.of(found.type(), role, found.identity().text())));
  }

  /** GlideinWMS's id for it; empty also where GlideinWMS would make it of a secret. */
  Optional<String> glideinWmsId() {
    return credential()
        .flatMap(
            found ->
                found
                    .identity()
                    .glideinWms()
                    .flatMap(
                        identity ->
                            spec.role()
                                .map(role -> StableId.ofGlideinWms(found.type(), role, identity))));
  }

  Optional<Content.Credential> credential() {
    return content instanceof Content.Credential found ? Optional.of(found) : Optional.empty();
  }

  /** The same as something that may be chosen. */
  Candidate candidate(Role usual) {
    Optional<Content.Credential> found = credential();
    Optional<CredentialType> type = found.map(Content.Credential::type).or(spec::type);
    return new Candidate(
        spec.file(),
        type,
        spec.role().orElse(usual),
        isSound() ? Optional.empty() : flaw(),
        found.flatMap(one -> one.lifetime().notBefore()),
        found.flatMap(one -> one.lifetime().expiresAt()));
  }

  /** Why it cannot be used whatever the time. */
  private Optional<Validity> flaw() {
    if (content instanceof Content.Unusable unusable) {
      return Optional.of(unusable.flaw());
    }
    Optional<String> refusal =
        signature
            .filter(SignatureVerdict.Refused.class::isInstance)
            .map(verdict -> "its signature is " + verdict.reason())
            .or(
                () ->
                    opinion
                        .filter(TokenOpinion::isRefusal)
                        .map(one -> "libSciTokens: " + one.text()));
    return refusal.map(reason -> new Validity(Validity.Verdict.UNSOUND, reason));
  }
}
