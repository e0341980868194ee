// SPDX-License-Identifier: Apache-2.0
package org.credmint.revocation;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Revoked;
import org.credmint.policy.decision.Revoked.Effect;
import org.credmint.request.Request;

/**
 * All that is taken back at one moment.
 *
 * @param entries in the order in which they were made
 * @param problem why the list cannot be read; what was read last still holds
 * @param isKnown whether the list was ever read; if not, nothing may be issued
 */
public record Revocations(List<Revocation> entries, Optional<String> problem, boolean isKnown) {
  /** Nothing is taken back. */
  public static final Revocations NONE = new Revocations(List.of(), Optional.empty(), true);

  /** Takes a copy. */
  public Revocations {
    entries = List.copyOf(entries);
  }

  /** A list that could be read. */
  public Revocations(List<Revocation> entries) {
    this(entries, Optional.empty(), true);
  }

  /** The same, although the list cannot be read any more. */
  Revocations despite(String why) {
    return new Revocations(entries, Optional.of(why), isKnown);
  }

  /** Where the list could never be read. */
  static Revocations unknown(String why) {
    return new Revocations(List.of(), Optional.of(why), false);
  }

  /**
   * Why a credential must not be issued; empty where nothing stands in the way.
   *
   * @param keyId of the key that would sign it
   */
  public Optional<Revoked> denial(Request request, Optional<String> keyId) {
    CredentialId id = request.id();
    if (!isKnown) {
      return Optional.of(
          new Revoked(id, "the list of revocations", problem.orElse(""), Effect.UNKNOWN));
    }
    List<Revocation> stopping = entries.stream().filter(one -> one.stops(request, keyId)).toList();
    return stopping.stream()
        .filter(Revocation::withdraw)
        .findFirst()
        .or(() -> stopping.stream().findFirst())
        .map(one -> denial(id, one));
  }

  /** Whether a key's revocation removes files. */
  boolean withdrawByKey() {
    return entries.stream().anyMatch(one -> one.withdraw() && one.keyId().isPresent());
  }

  private static Revoked denial(CredentialId id, Revocation one) {
    String reason = "%s: revoked since %s: %s".formatted(one.what(), one.since(), one.reason());
    Effect effect = one.withdraw() ? Effect.WITHDRAW : Effect.STOP;
    return new Revoked(id, "revocation " + one.id(), reason, effect);
  }

  /**
   * Why the token in a file has to be replaced; empty where it may stay.
   *
   * @param tokenId its {@code jti}
   */
  public Optional<String> whyReplaced(Request request, String tokenId) {
    Predicate<Revocation> isMeant =
        one -> one.tokenId().equals(Optional.of(tokenId)) && one.filter().matches(request);
    return entries.stream()
        .filter(isMeant)
        .findFirst()
        .map(one -> "it is taken back by revocation %s: %s".formatted(one.id(), one.reason()));
  }
}
