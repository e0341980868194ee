// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.carried;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.credmint.content.Content;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Unusable;
import org.credmint.content.ContentReader;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.endpoint.Fingerprint;

/**
 * Reads credentials of one type that somebody else makes. Of those that do not say when they end,
 * it remembers what their maker said. Safe for use by several threads.
 */
public final class CarriedReader {
  /** When something ends that never does: 9999-12-31T23:59:59Z. */
  public static final Instant NEVER = Instant.ofEpochSecond(253_402_300_799L);

  /** The clock of whoever made it may be ahead. */
  private static final ValidityRule AHEAD = new ValidityRule(Duration.ofMinutes(5), Duration.ZERO);

  private final CredentialType type;
  private final Duration longestLife;
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();

  /**
   * A reader.
   *
   * @param longestLife how long policy has one live; zero where it has no say
   */
  public CarriedReader(CredentialType type, Duration longestLife) {
    this.type = type;
    this.longestLife = longestLife;
  }

  /** Reads a file of any type; never throws. */
  public static CredentialReading readAny(byte[] file) {
    return ContentReader.read(file, Instant.EPOCH) instanceof Credential found
        ? new CarriedReader(found.type(), Duration.ZERO).read(file)
        : new Unreadable("it is no credential");
  }

  /** What is expected. */
  public CredentialType type() {
    return type;
  }

  /** The kind of what is read. */
  public CredentialKind kind() {
    return switch (type) {
      case SCITOKEN -> CredentialKind.SCITOKEN;
      case IDTOKEN -> CredentialKind.IDTOKEN;
      case X509_CERT -> new CredentialKind(type.toString(), "X.509 certificate", false);
      case TOKEN, OPAQUE_TOKEN -> new CredentialKind(type.toString(), "token", true);
      default -> new CredentialKind(type.toString(), type.toString().replace('_', ' '), false);
    };
  }

  /** Reads a file, whatever it is; never throws. */
  public CredentialReading read(byte[] file) {
    Content content = ContentReader.read(type, file, Instant.EPOCH);
    return content instanceof Credential credential
        ? described(file, credential, Optional.empty())
        : new Unreadable(((Unusable) content).flaw().reason());
  }

  /**
   * Reads what was made just now, and remembers when it ends.
   *
   * @param said what its maker says of its end
   * @return unreadable also where it has expired
   */
  public CredentialReading made(byte[] file, Optional<Instant> said, Instant now) {
    Content content = ContentReader.read(type, file, now);
    if (content instanceof Unusable unusable) {
      return new Unreadable(unusable.flaw().reason());
    }
    Credential credential = (Credential) content;
    Optional<Instant> end = earlier(credential.lifetime().expiresAt(), said);
    if (end.filter(one -> !one.isAfter(now)).isPresent()) {
      return new Unreadable("it has expired already");
    }
    Validity validity = credential.validity(AHEAD, now);
    return validity.isValid()
        ? remembered(file, credential, end, now)
        : new Unreadable("it " + validity.reason());
  }

  private static Optional<Instant> earlier(Optional<Instant> own, Optional<Instant> said) {
    return own.filter(one -> said.filter(one::isAfter).isEmpty()).or(() -> said);
  }

  /** What does not end by itself is made again when its life by policy is over. */
  private Decoded remembered(byte[] file, Credential found, Optional<Instant> end, Instant now) {
    Instant known =
        end.orElseGet(() -> longestLife.isZero() ? NEVER : now.plus(longestLife))
            .truncatedTo(ChronoUnit.SECONDS);
    ends.values().removeIf(one -> !one.isAfter(now));
    ends.put(Fingerprint.of(file), known);
    return described(file, found, Optional.of(now));
  }

  /**
   * What is known of a credential.
   *
   * @param madeAt when it was made; empty where only it itself can tell
   */
  private CarriedFile described(byte[] file, Credential found, Optional<Instant> madeAt) {
    String fingerprint = Fingerprint.of(file);
    Optional<Instant> known =
        Optional.ofNullable(ends.get(fingerprint)).or(() -> found.lifetime().expiresAt());
    Instant end = known.orElse(NEVER);
    Optional<Description> own = ofToken(found);
    Optional<Instant> said = own.map(Description::issuedAt).or(() -> found.lifetime().notBefore());
    Instant start = madeAt.orElseGet(() -> start(said, end));
    Description description =
        own.map(token -> timed(token, start, end))
            .orElseGet(() -> ofOther(found, fingerprint, start, end));
    return new CarriedFile(description, found, fingerprint, known.isPresent() || !makesEnds());
  }

  private boolean makesEnds() {
    return !longestLife.isZero();
  }

  /** The later of what it says and what policy allows. */
  private Instant start(Optional<Instant> said, Instant end) {
    Instant earliest = makesEnds() ? end.minus(longestLife) : Instant.EPOCH;
    return said.filter(one -> one.isAfter(earliest)).orElse(earliest);
  }

  private static Optional<Description> ofToken(Credential found) {
    return found
        .token()
        .map(token -> token.expose(TokenFileParser::read))
        .filter(Decoded.class::isInstance)
        .map(read -> ((Decoded) read).description());
  }

  private Description timed(Description own, Instant start, Instant end) {
    return new Description(
        kind(),
        own.issuer(),
        own.keyId(),
        own.serial(),
        own.subject(),
        own.audiences(),
        own.scope(),
        start,
        end);
  }

  /** A short text, such as a password, could be guessed by what tells it from others. */
  private String serialOf(String fingerprint) {
    return type == CredentialType.TEXT ? "" : "sha256:" + fingerprint;
  }

  private Description ofOther(Credential found, String fingerprint, Instant start, Instant end) {
    String serial = found.fact("serial");
    return new Description(
        kind(),
        found.fact("issuer"),
        "",
        serial.isEmpty() ? serialOf(fingerprint) : serial,
        found.fact("sub").isEmpty() ? found.identity().text() : found.fact("sub"),
        List.of(),
        found.fact("scope").isEmpty() ? found.fact("x509UserProxyFirstFQAN") : found.fact("scope"),
        start,
        end);
  }
}
