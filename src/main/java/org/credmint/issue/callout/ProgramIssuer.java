// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.callout;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.credmint.content.Content;
import org.credmint.credential.Description;
import org.credmint.credential.kind.CredentialType;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.Issuer;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.callout.ProgramRun.Outcome;
import org.credmint.issue.carried.CarriedFile;
import org.credmint.issue.carried.CarriedPlan;
import org.credmint.issue.carried.CarriedReader;
import org.credmint.secret.Secret;

/**
 * Has a program make credentials, and takes only what is of their type and within their bounds. It
 * waits for the program, so it belongs into a lane. Safe for use by several threads.
 */
public final class ProgramIssuer implements Issuer<CarriedPlan> {
  private static final Duration EARLY = Duration.ofMinutes(15);

  private final ProgramRun programs;
  private final CarriedReader reader;
  private final String identity;

  /**
   * An issuer.
   *
   * @param identity which programs it runs, in words
   */
  public ProgramIssuer(ProgramRun programs, CarriedReader reader, String identity) {
    this.programs = programs;
    this.reader = reader;
    this.identity = identity;
  }

  @Override
  public Issuance issue(CarriedPlan plan, Instant now) {
    Outcome outcome = programs.run(plan);
    if (outcome instanceof Outcome.Failure failure) {
      return failure.failed();
    }
    Outcome.Done done = (Outcome.Done) outcome;
    try {
      return judged(plan, done, now);
    } finally {
      Arrays.fill(done.output(), (byte) 0);
    }
  }

  private Issuance judged(CarriedPlan plan, Outcome.Done done, Instant now) {
    try {
      ProgramAnswer answer = ProgramAnswer.read(done.output(), reader.type(), now);
      CredentialReading reading = reader.made(answer.credential(), answer.end(), now);
      if (reading instanceof CredentialReading.Unreadable unreadable) {
        return refused(done, "is not used: " + unreadable.reason());
      }
      if (lacksItsKey((CarriedFile) reading)) {
        return refused(done, "is not used: it has no private key, so that nobody can use it");
      }
      Description found = named(((Decoded) reading).description(), answer.subject());
      Optional<String> wider = plan.bounds().whyWider(found, now);
      return wider.isPresent()
          ? refused(done, "is not used: " + wider.get())
          : new Issued(Secret.of(answer.credential().clone()), found);
    } catch (MalformedTokenException e) {
      return refused(done, e.reason());
    }
  }

  private boolean lacksItsKey(CarriedFile made) {
    return reader.type() == CredentialType.X509_CERT
        && !made.content().form().endsWith("with its private key");
  }

  private static Failed refused(Outcome.Done done, String reason) {
    return new Failed(FailureKind.TRANSIENT, "the output of " + done.program() + " " + reason);
  }

  /** What a credential says itself counts more than what its maker says of it. */
  private static Description named(Description found, Optional<String> said) {
    return said.isEmpty() || !found.subject().isEmpty()
        ? found
        : new Description(
            found.kind(),
            found.issuer(),
            found.keyId(),
            found.serial(),
            said.get(),
            found.audiences(),
            found.scope(),
            found.issuedAt(),
            found.expiresAt());
  }

  @Override
  public CredentialReading read(byte[] file) {
    return reader.read(file);
  }

  @Override
  public Optional<String> difference(CarriedPlan plan, Decoded found, Secret file) {
    if (!(found instanceof CarriedFile carried) || !carried.endIsKnown()) {
      return Optional.of("nothing tells when it ends");
    }
    if (livesTooLong(plan, carried.content())) {
      return Optional.of("it lives longer than TOKEN_LIFETIME allows");
    }
    Description description = carried.description();
    // Whom an opaque one speaks for only its maker could tell.
    return description.subject().isEmpty() && !plan.bounds().subject().isEmpty()
        ? Optional.empty()
        : plan.bounds().whyWider(description, description.issuedAt());
  }

  /** By its own word, as far as it tells when its life began; some makers begin it early. */
  private static boolean livesTooLong(CarriedPlan plan, Content.Credential found) {
    Optional<Instant> start = found.lifetime().notBefore();
    Optional<Instant> end = found.lifetime().expiresAt();
    return start.isPresent()
        && end.isPresent()
        && Duration.between(start.get(), end.get()).minus(EARLY).compareTo(plan.lifetime()) > 0;
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return false; // nothing proves it
  }

  @Override
  public String identity() {
    return identity;
  }
}
