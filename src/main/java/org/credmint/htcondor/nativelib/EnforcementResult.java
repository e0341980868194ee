// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What libSciTokens makes of a token. */
public sealed interface EnforcementResult {

  /**
   * It is sound.
   *
   * @param claims those of iss, sub, jti, ver, wlcg.ver, scope and aud that it has; one value each,
   *     of aud perhaps several
   * @param expiresAt when it stops being valid
   * @param acls all that it allows
   * @param permitted those of the ACLs asked for that it allows; before 1.4.1 the library compares
   *     paths letter by letter, so that {@code /user/al} allows {@code /user/alice}
   */
  record Accepted(
      Map<String, List<String>> claims, Instant expiresAt, List<Acl> acls, Set<Acl> permitted)
      implements EnforcementResult {
    /** Takes copies. */
    public Accepted {
      claims = Map.copyOf(claims);
      acls = List.copyOf(acls);
      permitted = Set.copyOf(permitted);
    }
  }

  /**
   * It is not, or could not be judged.
   *
   * @param reason in the library's words
   */
  record Refused(String reason) implements EnforcementResult {}
}
