// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.carried;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.Description;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;
import org.credmint.secret.Redaction;

/**
 * What a credential may be at most that somebody else makes.
 *
 * @param lifetime how long it may live; zero for no bound
 * @param subject whom it has to speak for; empty for anybody
 * @param scope what a token may allow; empty for no bound
 * @param audience whom a token may be for; empty for no bound
 */
public record CarriedBounds(
    Duration lifetime, String subject, List<String> scope, List<String> audience) {
  /** Clocks differ, and some round up. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final int SHOWN = 100;

  /** Takes copies. */
  public CarriedBounds {
    scope = List.copyOf(scope);
    audience = List.copyOf(audience);
  }

  /** Why a credential is wider than that; empty where it is not. */
  public Optional<String> whyWider(Description found, Instant now) {
    return lifetime(found, now)
        .or(() -> subject(found.subject()))
        .or(() -> scope(found.scope()))
        .or(() -> audience(found.audiences()));
  }

  private Optional<String> lifetime(Description found, Instant now) {
    boolean fits =
        lifetime.isZero() || !found.expiresAt().isAfter(now.plus(lifetime).plus(TOLERANCE));
    return fits
        ? Optional.empty()
        : Optional.of(
            "it lives until %s, longer than the %d s of TOKEN_LIFETIME"
                .formatted(found.expiresAt(), lifetime.toSeconds()));
  }

  private Optional<String> subject(String found) {
    return subject.isEmpty() || subject.equals(found)
        ? Optional.empty()
        : Optional.of("it speaks for %s, not for %s".formatted(shown(found), subject));
  }

  private Optional<String> scope(String found) {
    if (scope.isEmpty()) {
      return Optional.empty();
    }
    if (found.isBlank()) {
      return Optional.of("it has no scope, so that nothing bounds what it allows");
    }
    try {
      List<Scope> allowed = Scope.parseAll(String.join(" ", scope));
      return Scope.parseAll(found).stream()
          .filter(one -> allowed.stream().noneMatch(wider -> wider.covers(one)))
          .findFirst()
          .map(one -> "its scope " + shown(one.toString()) + " is not allowed");
    } catch (InvalidScopeException e) {
      return Optional.of("its scope cannot be compared with what is allowed");
    }
  }

  private Optional<String> audience(List<String> found) {
    if (audience.isEmpty()) {
      return Optional.empty();
    }
    return found.isEmpty()
        ? Optional.of("it has no audience, so that anybody may take it")
        : found.stream()
            .filter(one -> !audience.contains(one))
            .findFirst()
            .map(one -> "its audience " + shown(one) + " is not allowed");
  }

  private static String shown(String text) {
    return Redaction.printable(text, SHOWN);
  }
}
