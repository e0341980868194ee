// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.Description;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;

/**
 * Whether a service would accept a token for what somebody wants to do there.
 *
 * @param audience who the service is; empty where that is not asked
 * @param scope what it is to allow; empty where that is not asked
 */
public record ReaderLinks(Optional<String> audience, Optional<Scope> scope) {
  /** Tokens with these are for everybody (WLCG Common JWT Profile 1.3; SciTokens). */
  private static final Set<String> ANY = Set.of("https://wlcg.cern.ch/jwt/v1/any", "ANY");

  /** Rights that include another (WLCG Common JWT Profile 1.3 section 2.2.1). */
  private static final Map<String, String> INCLUDES =
      Map.of("storage.modify", "storage.create", "storage.stage", "storage.read");

  /**
   * The links; none where nothing is asked.
   *
   * @param next what to run where the token is not what is asked
   */
  public List<Link> of(Description token, String next) {
    List<Link> links = new ArrayList<>();
    audience.ifPresent(who -> links.add(audience(who, token, next)));
    scope.ifPresent(what -> links.add(scope(what, token, next)));
    return links;
  }

  private static Link audience(String who, Description token, String next) {
    boolean accepted =
        token.audiences().contains(who) || token.audiences().stream().anyMatch(ANY::contains);
    return accepted
        ? Link.ok("audience", "the token is for " + who)
        : Link.fault(
            "audience",
            "the token is for %s, not for %s"
                .formatted(
                    token.audiences().isEmpty()
                        ? "no audience in particular, which a careful service refuses,"
                        : String.join(" ", token.audiences()),
                    who),
            next);
  }

  private static Link scope(Scope what, Description token, String next) {
    try {
      for (Scope has : Scope.parseAll(token.scope())) {
        if (has.covers(what) || included(has).map(one -> one.covers(what)).orElse(false)) {
          return Link.ok("scope", has + " allows " + what);
        }
      }
    } catch (InvalidScopeException e) {
      return Link.fault("scope", "its scope " + e.getMessage(), next);
    }
    return Link.fault(
        "scope",
        "the token does not allow %s, only: %s"
            .formatted(what, token.scope().isEmpty() ? "nothing" : token.scope()),
        next);
  }

  private static Optional<Scope> included(Scope scope) {
    return Optional.ofNullable(INCLUDES.get(scope.authorization()))
        .map(less -> new Scope(less, scope.path()));
  }
}
