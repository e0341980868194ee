// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.time.Instant;
import java.util.Optional;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Role;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.ValidityRule;

/**
 * A credential that may be chosen.
 *
 * @param name what it is called in the answer, such as its file
 * @param type empty where nobody can tell; it is then looked at for every type
 * @param flaw why it cannot be used whatever the time; empty where only the time decides
 * @param notBefore the first moment at which it is valid; empty where it says none
 * @param expiresAt the first moment at which it is not; empty where it never expires
 */
public record Candidate(
    String name,
    Optional<CredentialType> type,
    Role role,
    Optional<Validity> flaw,
    Optional<Instant> notBefore,
    Optional<Instant> expiresAt) {

  /** Whether it can be used; its own minimum lifetime counts where the rule's is shorter. */
  Validity validity(ValidityRule rule, Instant now) {
    boolean own = role.minimumLifetime().compareTo(rule.minimumLifetime()) > 0;
    ValidityRule stricter = own ? new ValidityRule(rule.skew(), role.minimumLifetime()) : rule;
    return flaw.orElseGet(() -> stricter.judge(notBefore, expiresAt, now));
  }
}
