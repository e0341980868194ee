package org.credmint.issue;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * <p>Safe for use by several threads, each of which gets a maker of its own. Makers are kept, one
 * for each thread that was busy at once, until the provider's settings, its key or the signature
 * engine change.
 */
public final class LocalIssuer implements Issuer {
  /** 9999-12-31T23:59:59Z: readers parse times with four digits of a year. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final int REASON_LENGTH = 200;

  private final Signatures signatures;
  private final Map<String, Queue<Kept>> makers = new ConcurrentHashMap<>();

  /** An issuer that signs with what {@code signatures} chooses. */
  public LocalIssuer(Signatures signatures) {
    this.signatures = signatures;
  }

  private record Kept(
      ProviderSettings provider, SigningKey key, Signatures.Engine engine, TokenMaker maker) {

    boolean isFor(ProviderSettings otherProvider, SigningKey otherKey, Signatures.Engine other) {
      return engine == other && key == otherKey && provider.equals(otherProvider);
    }
  }

  @Override
  public Issuance mint(Plan plan, SigningKey key, Instant now, String tokenId) {
    long issuedAt = now.getEpochSecond();
    long lifetime = plan.lifetime().toSeconds();
    if (issuedAt < 0 || issuedAt > LAST_SECOND - lifetime) {
      return new Failed(
          FailureKind.TRANSIENT, "cannot issue a token at " + now + ": set the system clock");
    }
    TokenClaims claims = claims(plan, issuedAt, issuedAt + lifetime, tokenId);
    Queue<Kept> kept =
        makers.computeIfAbsent(plan.provider().name(), name -> new ConcurrentLinkedQueue<>());
    try {
      Kept one = take(kept, plan.provider(), key, signatures.engine());
      Secret content = Secret.of(one.maker().make(claims));
      kept.add(one);
      return new Issued(content, claims);
    } catch (GeneralSecurityException e) {
      String reason = Redaction.clean(String.valueOf(e.getMessage()), REASON_LENGTH);
      return new Failed(
          FailureKind.PERMANENT,
          "key " + key.thumbprint() + " cannot sign: " + reason + "; generate a new key");
    }
  }

  /** A maker that nobody uses, or a new one; those that are out of date are dropped. */
  private static Kept take(
      Queue<Kept> kept, ProviderSettings provider, SigningKey key, Signatures.Engine engine)
      throws GeneralSecurityException {
    for (Kept one = kept.poll(); one != null; one = kept.poll()) {
      if (one.isFor(provider, key, engine)) {
        return one;
      }
    }
    return new Kept(provider, key, engine, new TokenMaker(provider, key, engine.signer(key)));
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
