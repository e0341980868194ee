// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.util.Optional;
import org.credmint.config.provider.TokenFormat;
import org.credmint.credential.TokenClaims;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.secret.Secret;

/**
 * Whether a token on disk says what would be issued today.
 *
 * @param plan what would be issued
 * @param issuer {@code iss} of what would be issued
 * @param form how it would be written
 * @param key what it would be signed with
 * @param signatureProvider verify, where only that tells whose the token is
 */
record TokenDifference(
    TokenPlan plan,
    String issuer,
    TokenFormat form,
    SigningKey key,
    SignatureProvider signatureProvider) {

  /** The first difference, in words; empty where the token is as good as a new one. */
  Optional<String> of(Decoded found, Secret file) {
    if (!(found instanceof UnverifiedToken token)) {
      return Optional.of("it is not a token");
    }
    return differenceOfForm(token)
        .or(() -> differenceOfClaims(token.claims()))
        .or(() -> differenceOfSignature(token, file));
  }

  private Optional<String> differenceOfForm(UnverifiedToken token) {
    if (token.json() != form.json()) {
      return Optional.of(token.json() ? "it is in a JSON object" : "it is not in a JSON object");
    }
    return changed("algorithm", token.algorithm(), key.algorithm().name())
        .or(() -> changed("key id", token.keyId().orElse(""), key.keyId()));
  }

  private Optional<String> differenceOfClaims(TokenClaims claims) {
    return changed("issuer", claims.issuer(), issuer)
        .or(() -> changed("subject", claims.subject(), plan.subject()))
        .or(() -> changed("scope", claims.scope(), plan.scopeClaim()))
        .or(() -> changed("audience", claims.audiences(), plan.audiences()))
        .or(() -> changed("profile", claims.profile(), Optional.of(form.profile())))
        .or(() -> changed("lifetime", claims.lifetime(), plan.lifetime()));
  }

  /**
   * A token older than the key file may be signed by the key that stood there before, under the
   * same key id.
   */
  private Optional<String> differenceOfSignature(UnverifiedToken token, Secret file) {
    boolean keyIsOlder = key.changedAt().isBefore(token.claims().issuedAt());
    return keyIsOlder
            || file.expose(content -> TokenFileParser.isSignedBy(content, key, signatureProvider))
        ? Optional.empty()
        : Optional.of(Issuer.SIGNED_BY_ANOTHER_KEY);
  }

  private static Optional<String> changed(String what, Object found, Object wanted) {
    return found.equals(wanted)
        ? Optional.empty()
        : Optional.of("its %s is %s, not %s".formatted(what, found, wanted));
  }
}
