// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.idtoken;

import com.nimbusds.jose.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.Issuer;
import org.credmint.policy.decision.Plan;
import org.credmint.secret.Secret;

/**
 * Issues IDTOKENs as {@code condor_token_create} does: {@code alg} and {@code kid}; {@code iss,
 * sub, iat, exp, jti}, and {@code scope} with the authorizations. Safe for use by several threads.
 */
public final class IdTokenIssuer implements Issuer<IdTokenPlan> {
  /** 9999-12-31T23:59:59Z. */
  private static final long LAST_SECOND = 253_402_300_799L;

  /** What can be the name of a key's file, whoever wrote the token that names it. */
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]{0,127}");

  private final TokenKeys keys;
  private final Supplier<String> serials;

  /**
   * An issuer.
   *
   * @param serials gives a new {@code jti} each time
   */
  public IdTokenIssuer(TokenKeys keys, Supplier<String> serials) {
    this.keys = keys;
    this.serials = serials;
  }

  @Override
  public void prepare(Collection<? extends Plan> plans) {
    keys.makeMissing(
        plans.stream()
            .filter(IdTokenPlan.class::isInstance)
            .map(plan -> ((IdTokenPlan) plan).keyId())
            .collect(Collectors.toSet()));
  }

  @Override
  public Issuance issue(IdTokenPlan plan, Instant now) {
    long issuedAt = now.getEpochSecond();
    long expiresAt = issuedAt + plan.lifetime().toSeconds();
    if (issuedAt < 0 || expiresAt > LAST_SECOND) {
      return new Failed(
          FailureKind.TRANSIENT, "cannot issue a token at " + now + ": set the system clock");
    }
    TokenKeys.Answer answer = keys.open(plan.keyId());
    if (!(answer instanceof TokenKeys.Answer.Usable usable)) {
      return new Failed(FailureKind.TRANSIENT, whyNoKey(answer));
    }
    Description description =
        new Description(
            CredentialKind.IDTOKEN,
            plan.issuer(),
            plan.keyId(),
            serials.get(),
            plan.subject(),
            List.of(),
            plan.scopeClaim(),
            Instant.ofEpochSecond(issuedAt),
            Instant.ofEpochSecond(expiresAt));
    String token = usable.key().sign(payload(description)) + "\n";
    return new Issued(Secret.of(token.getBytes(StandardCharsets.US_ASCII)), description);
  }

  private static Payload payload(Description says) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("exp", says.expiresAt().getEpochSecond());
    claims.put("iat", says.issuedAt().getEpochSecond());
    claims.put("iss", says.issuer());
    claims.put("jti", says.serial());
    claims.put("scope", says.scope());
    claims.put("sub", says.subject());
    return new Payload(claims);
  }

  private static String whyNoKey(TokenKeys.Answer answer) {
    if (answer instanceof TokenKeys.Answer.Refused refused) {
      return "key " + refused.file() + ": " + refused.reason() + "; " + refused.fix();
    }
    return "key " + ((TokenKeys.Answer.Missing) answer).file() + " does not exist";
  }

  @Override
  public Optional<String> keyId(IdTokenPlan plan) {
    return Optional.of(plan.keyId());
  }

  @Override
  public CredentialReading read(byte[] file) {
    return IdToken.read(file);
  }

  @Override
  public Optional<String> difference(IdTokenPlan plan, Decoded found, Secret file) {
    if (!(found instanceof IdToken token)) {
      return Optional.of("it is not an IDTOKEN");
    }
    Description says = token.description();
    return changed("key id", token.keyId(), plan.keyId())
        .or(() -> changed("issuer", says.issuer(), plan.issuer()))
        .or(() -> changed("subject", says.subject(), plan.subject()))
        .or(() -> changed("scope", says.scope(), plan.scopeClaim()))
        .or(() -> changed("lifetime", says.lifetime(), plan.lifetime()))
        .or(() -> differenceOfSignature(plan, file));
  }

  private static Optional<String> changed(String what, Object found, Object wanted) {
    return found.equals(wanted)
        ? Optional.empty()
        : Optional.of("its %s is %s, not %s".formatted(what, found, wanted));
  }

  /** Where the key cannot be read just now, nobody can tell, and nothing better can be made. */
  private Optional<String> differenceOfSignature(IdTokenPlan plan, Secret file) {
    return keys.open(plan.keyId()) instanceof TokenKeys.Answer.Usable usable
            && !isSignedBy(usable.key(), file)
        ? Optional.of("it was signed by another key")
        : Optional.empty();
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return found instanceof IdToken token
        && KEY_ID.matcher(token.keyId()).matches()
        && keys.find(token.keyId()) instanceof TokenKeys.Answer.Usable usable
        && isSignedBy(usable.key(), file);
  }

  private static boolean isSignedBy(TokenKey key, Secret file) {
    return file.expose(content -> key.verifies(IdToken.lineOf(content)));
  }

  @Override
  public String identity() {
    return "IDTOKENs signed with keys in " + keys.places().directory();
  }
}
