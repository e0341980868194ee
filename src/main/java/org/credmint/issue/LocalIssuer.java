package org.credmint.issue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.credmint.config.ProviderSettings;
import org.credmint.credential.TokenClaims;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.key.Signatures;
import org.credmint.key.SigningKey;
import org.credmint.policy.Plan;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;

/**
 * Issues tokens that are signed here, with a key of the access point's own.
 *
 * <p>Safe for use by several threads.
 */
public final class LocalIssuer implements Issuer {
  /** 9999-12-31T23:59:59Z: readers parse times with four digits of a year. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final int REASON_LENGTH = 200;

  private final Signatures signatures;

  /** An issuer that signs with what {@code signatures} chooses. */
  public LocalIssuer(Signatures signatures) {
    this.signatures = signatures;
  }

  @Override
  public Issuance mint(Plan plan, SigningKey key, Instant now, String tokenId) {
    long issuedAt = now.getEpochSecond();
    long lifetime = plan.lifetime().toSeconds();
    if (issuedAt < 0 || issuedAt > LAST_SECOND - lifetime) {
      return new Failed(
          FailureKind.TRANSIENT, "no token can be made at " + now + ": set the system's clock");
    }
    TokenClaims claims = claims(plan, issuedAt, issuedAt + lifetime, tokenId);
    Payload payload = ClaimsWriter.payload(claims);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(payload.toString())) {
      return new Failed(
          FailureKind.PERMANENT, "a claim is not Unicode text, so no token can say it");
    }
    try {
      String token = sign(payload, key);
      return new Issued(
          Secret.of(content(token, plan).getBytes(StandardCharsets.US_ASCII)), claims);
    } catch (JOSEException e) {
      String reason = Redaction.clean(String.valueOf(e.getMessage()), REASON_LENGTH);
      return new Failed(
          FailureKind.PERMANENT,
          "key " + key.thumbprint() + " does not sign: " + reason + ", make a new one");
    }
  }

  private String sign(Payload payload, SigningKey key) throws JOSEException {
    JWSObject token = new JWSObject(key.header(), payload);
    token.sign(signatures.signer(key));
    return token.serialize();
  }

  /** As the stock monitor writes it, or the bare token and the end of its line. */
  private static String content(String token, Plan plan) {
    return plan.provider().form().json()
        ? "{\"access_token\": \""
            + token
            + "\", \"expires_in\": "
            + plan.lifetime().toSeconds()
            + "}"
        : token + "\n";
  }

  private static TokenClaims claims(Plan plan, long issuedAt, long expiresAt, String tokenId) {
    ProviderSettings provider = plan.provider();
    return new TokenClaims(
        provider.issuer(),
        plan.subject(),
        plan.audiences(),
        plan.scopeClaim(),
        Optional.of(provider.form().profile()),
        Instant.ofEpochSecond(issuedAt),
        notBefore(issuedAt, provider.form().backdating()),
        Instant.ofEpochSecond(expiresAt),
        tokenId);
  }

  /** Some seconds early, for readers whose clocks are slow; never after {@code iat}. */
  private static Optional<Instant> notBefore(long issuedAt, Duration backdating) {
    if (backdating.isZero()) {
      return Optional.empty();
    }
    long seconds = Math.max(backdating.toSeconds(), 0);
    return Optional.of(Instant.ofEpochSecond(Math.max(issuedAt - seconds, 0)));
  }
}
