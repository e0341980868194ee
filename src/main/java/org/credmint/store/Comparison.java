package org.credmint.store;

import java.util.Optional;
import org.credmint.credential.TokenClaims;
import org.credmint.credential.TokenProfile;
import org.credmint.issue.TokenReader;
import org.credmint.issue.UnverifiedToken;
import org.credmint.key.Signatures;
import org.credmint.key.SigningKey;
import org.credmint.policy.Plan;

/**
 * Whether a token on disk says what would be issued today. Times and the token id are left out:
 * those of a good token differ from what would be issued now.
 *
 * @param plan what would be issued
 * @param key what it would be signed with
 * @param signatures verify, where only that tells whose the token is
 * @param mode the mode that the file would have
 * @param uid the user id that would own the file
 */
public record Comparison(Plan plan, SigningKey key, Signatures signatures, int mode, int uid) {

  /**
   * The first difference, in words.
   *
   * @return empty where the token on disk is as good as a new one
   */
  public Optional<String> differenceFrom(Stored.Held held) {
    UnverifiedToken token = held.token();
    return differenceOfFile(held)
        .or(() -> differenceOfForm(token))
        .or(() -> differenceOfClaims(token.claims()))
        .or(() -> differenceOfSignature(held));
  }

  private Optional<String> differenceOfFile(Stored.Held held) {
    if (held.state().uid() != uid) {
      return Optional.of("its file is owned by uid %d, not %d".formatted(held.state().uid(), uid));
    }
    return held.state().mode() == mode
        ? Optional.empty()
        : Optional.of("its file has mode %04o, not %04o".formatted(held.state().mode(), mode));
  }

  private Optional<String> differenceOfForm(UnverifiedToken token) {
    if (token.json() != plan.provider().form().json()) {
      return Optional.of(
          token.json() ? "it is JSON, not the bare token" : "it is the bare token, not JSON");
    }
    return changed("algorithm", token.algorithm(), key.algorithm().name())
        .or(() -> changed("key ID", token.keyId().orElse(""), key.keyId()));
  }

  private Optional<String> differenceOfClaims(TokenClaims claims) {
    return changed("issuer", claims.issuer(), plan.provider().issuer())
        .or(() -> changed("subject", claims.subject(), plan.subject()))
        .or(() -> changed("scope", claims.scope(), plan.scopeClaim()))
        .or(() -> changed("audience", claims.audiences(), plan.audiences()))
        .or(
            () ->
                changed(
                    "profile",
                    claims.profile().map(TokenProfile::toString).orElse("unknown"),
                    plan.provider().form().profile().toString()))
        .or(() -> changed("lifetime", claims.lifetime(), plan.lifetime()));
  }

  /**
   * A token older than the key file may be signed by the key that stood there before, under the
   * same key id.
   */
  private Optional<String> differenceOfSignature(Stored.Held held) {
    boolean keyIsOlder = key.changedAt().isBefore(held.token().claims().issuedAt());
    return keyIsOlder
            || held.content().expose(file -> TokenReader.isSignedBy(file, key, signatures))
        ? Optional.empty()
        : Optional.of("it was signed with another key");
  }

  private static Optional<String> changed(String what, Object found, Object wanted) {
    return found.equals(wanted)
        ? Optional.empty()
        : Optional.of("its %s is %s, not %s".formatted(what, found, wanted));
  }
}
