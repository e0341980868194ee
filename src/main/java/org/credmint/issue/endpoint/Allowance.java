// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.credmint.credential.Description;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;
import org.credmint.issue.endpoint.AccessTokenFile.Made;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.secret.Redaction;

/**
 * What a token may say at most.
 *
 * @param scopes what it may allow; {@link #ANY} for anything
 * @param audiences for whom it may be; {@link #ANY} for anybody
 */
public record Allowance(List<String> scopes, List<String> audiences) {
  /** No bound. */
  public static final String ANY = "*";

  private static final int LONGEST_SHOWN = 200;

  /** Takes copies. */
  public Allowance {
    scopes = List.copyOf(scopes);
    audiences = List.copyOf(audiences);
  }

  /** What is beyond it, in words; empty where nothing is. A narrower path is not. */
  public Optional<String> whyWider(
      Collection<String> foundScopes, Collection<String> foundAudiences) {
    return beyond("the scope", scopes, foundScopes, Allowance::covers)
        .or(() -> beyond("the audience", audiences, foundAudiences, String::equals));
  }

  /** The same of what an issuer gave; a token that says of itself, but not for whom, is for all. */
  public Optional<String> whyWider(Made made) {
    boolean isForAll =
        made.token().isPresent() && made.audiences().isEmpty() && !audiences.contains(ANY);
    return isForAll ? Optional.of("no audience") : whyWider(made.scopes(), made.audiences());
  }

  /** The same of what is read from a file. */
  public Optional<String> whyWider(Description token) {
    return whyWider(JwtFacts.words(token.scope()), token.audiences());
  }

  private static Optional<String> beyond(
      String what,
      List<String> allowed,
      Collection<String> found,
      BiPredicate<String, String> covers) {
    String more =
        found.stream()
            .filter(one -> allowed.stream().noneMatch(bound -> covers.test(bound, one)))
            .collect(Collectors.joining(" "));
    return more.isEmpty() || allowed.contains(ANY)
        ? Optional.empty()
        : Optional.of("%s '%s'".formatted(what, Redaction.clean(more, LONGEST_SHOWN)));
  }

  private static boolean covers(String bound, String found) {
    try {
      return bound.equals(found) || Scope.parse(bound).covers(Scope.parse(found));
    } catch (InvalidScopeException e) {
      return false;
    }
  }

  /** What is asked for where nobody says what; nothing where there is no bound. */
  public Wanted orAll(Wanted wanted) {
    return new Wanted(
        wanted.scopes().isEmpty() ? all(scopes) : wanted.scopes(),
        wanted.audiences().isEmpty() ? all(audiences) : wanted.audiences());
  }

  private static List<String> all(List<String> bound) {
    return bound.contains(ANY) ? List.of() : bound;
  }
}
