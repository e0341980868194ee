// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.credmint.config.provider.TokenFormat;
import org.credmint.credential.TokenClaims;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;

/**
 * Issues tokens that are signed here, with a key of the access point's own.
 *
 * <p>Safe for use by several threads.
 */
public final class LocalIssuer implements Issuer<TokenPlan> {
  /** 9999-12-31T23:59:59Z: readers parse times with four digits of a year. */
  private static final long LAST_SECOND = 253_402_300_799L;

  /** A part of its life is the most that a short-lived token loses by this. */
  private static final int LIVES_PER_EARLY = 20;

  /**
   * How far {@code iat} lies in the past at most: libSciTokens and others reject a token whose
   * {@code iat} is in their future, whatever {@code nbf} says.
   */
  public static final Duration LONGEST_EARLY = Duration.ofSeconds(30);

  private static final int REASON_LENGTH = 200;

  private final String issuer;
  private final TokenFormat form;
  private final SigningKey key;
  private final SignatureProvider signatureProvider;
  private final Supplier<String> tokenIds;

  /**
   * An issuer for one provider.
   *
   * @param issuer {@code iss}
   * @param form how tokens are written
   * @param key signs them
   * @param signatureProvider what computes signatures
   * @param tokenIds gives a new {@code jti} each time
   */
  public LocalIssuer(
      String issuer,
      TokenFormat form,
      SigningKey key,
      SignatureProvider signatureProvider,
      Supplier<String> tokenIds) {
    this.issuer = issuer;
    this.form = form;
    this.key = key;
    this.signatureProvider = signatureProvider;
    this.tokenIds = tokenIds;
  }

  /** The same, with the token standing bare in its file. */
  public LocalIssuer bare() {
    return writing(false);
  }

  /** The same, with the token standing in a JSON object or bare in its file. */
  public LocalIssuer writing(boolean json) {
    TokenFormat other = new TokenFormat(json, form.profile(), form.backdating());
    return new LocalIssuer(issuer, other, key, signatureProvider, tokenIds);
  }

  /** What signs the tokens. */
  public SigningKey key() {
    return key;
  }

  /**
   * Why verifiers will no longer accept the tokens of an earlier issuer: two keys of one key ID
   * cannot both be published. Empty where they will.
   */
  public Optional<String> whyRejected(LocalIssuer before) {
    boolean replaced =
        issuer.equals(before.issuer)
            && key.keyId().equals(before.key.keyId())
            && !key.thumbprint().equals(before.key.thumbprint());
    return replaced
        ? Optional.of(
            "the key was replaced under the same key ID %s, so services that know the new key reject tokens of the old one"
                .formatted(key.keyId()))
        : Optional.empty();
  }

  @Override
  public String identity() {
    return "issuer %s, key %s (SHA-256 %s)".formatted(issuer, key.keyId(), key.thumbprint());
  }

  @Override
  public Optional<String> keyId(TokenPlan plan) {
    return Optional.of(key.keyId());
  }

  @Override
  public CredentialReading read(byte[] file) {
    return TokenFileParser.read(file);
  }

  @Override
  public Optional<String> difference(TokenPlan plan, Decoded found, Secret file) {
    return new TokenDifference(plan, issuer, form, key, signatureProvider).of(found, file);
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return found.description().issuer().equals(issuer)
        && file.expose(content -> TokenFileParser.isSignedBy(content, key, signatureProvider));
  }

  @Override
  public Issuance issue(TokenPlan plan, Instant now) {
    long present = now.getEpochSecond();
    long lifetime = plan.lifetime().toSeconds();
    if (present < 0 || present > LAST_SECOND - lifetime) {
      return new Failed(
          FailureKind.TRANSIENT, "cannot issue a token at " + now + ": set the system clock");
    }
    TokenClaims claims = claims(plan, present);
    Payload payload = ClaimsWriter.payload(claims);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(payload.toString())) {
      return new Failed(
          FailureKind.PERMANENT, "a claim is not Unicode text, so no token can say it");
    }
    try {
      String token = sign(payload);
      return new Issued(
          Secret.of(content(token, claims, present).getBytes(StandardCharsets.US_ASCII)),
          claims.described(key.keyId()));
    } catch (JOSEException e) {
      String reason = Redaction.clean(String.valueOf(e.getMessage()), REASON_LENGTH);
      return new Failed(
          FailureKind.PERMANENT,
          "key " + key.thumbprint() + " cannot sign: " + reason + "; generate a new key");
    }
  }

  private String sign(Payload payload) throws JOSEException {
    JWSObject token = new JWSObject(key.header(), payload);
    token.sign(signatureProvider.signer(key));
    return token.serialize();
  }

  /** As the stock monitor writes it, or the bare token and the end of its line. */
  private String content(String token, TokenClaims claims, long present) {
    return form.json()
        ? "{\"access_token\": \""
            + token
            + "\", \"expires_in\": "
            + (claims.expiresAt().getEpochSecond() - present)
            + "}"
        : token + "\n";
  }

  private TokenClaims claims(TokenPlan plan, long present) {
    Instant issuedAt = Instant.ofEpochSecond(Math.max(present - early(plan.lifetime()), 0));
    return new TokenClaims(
        issuer,
        plan.subject(),
        plan.audiences(),
        plan.scopeClaim(),
        Optional.of(form.profile()),
        issuedAt,
        notBefore(present),
        issuedAt.plus(plan.lifetime()),
        tokenIds.get());
  }

  /** How many seconds {@code iat} lies in the past. */
  private long early(Duration lifetime) {
    Duration most = shorter(LONGEST_EARLY, lifetime.dividedBy(LIVES_PER_EARLY));
    return shorter(most, form.backdating()).toSeconds();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Some seconds early, for readers whose clocks are slow; never after {@code iat}. */
  private Optional<Instant> notBefore(long present) {
    long seconds = form.backdating().toSeconds();
    return seconds == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(Math.max(present - seconds, 0)));
  }
}
