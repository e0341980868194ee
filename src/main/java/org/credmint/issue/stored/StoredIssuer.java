// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.stored;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.credmint.credential.CredentialId;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.Issuer;
import org.credmint.issue.callout.ProgramIssuer;
import org.credmint.issue.carried.CarriedFile;
import org.credmint.issue.carried.CarriedPlan;
import org.credmint.issue.carried.CarriedReader;
import org.credmint.issue.stored.StoredFile.Look;
import org.credmint.secret.Secret;

/**
 * Delivers what an administrator's file holds. When that is to end soon, it has a program make
 * another, where there is one, and says so else. Safe for use by several threads.
 */
public final class StoredIssuer implements Issuer<CarriedPlan> {
  /** How often it is said that the file has to be replaced. */
  private static final Duration REMINDER = Duration.ofDays(1);

  private static final String FORGETS_ITS_END =
      "the program's credential does not say itself when it ends, so it cannot be kept in a file; leave FILE away";

  private final StoredFile file;
  private final CarriedReader reader;
  private final Optional<ProgramIssuer> renewal;
  private final InstantSource clock;

  /** Those whose file was found to hold what is stored, since they were last asked for. */
  private final Set<CredentialId> delivered = ConcurrentHashMap.newKeySet();

  /**
   * An issuer.
   *
   * @param renewal has a program make what replaces the file; it waits, so this belongs into a lane
   *     then
   * @param clock tells whether another is due
   */
  public StoredIssuer(
      StoredFile file, CarriedReader reader, Optional<ProgramIssuer> renewal, InstantSource clock) {
    this.clock = clock;
    this.file = file;
    this.reader = reader;
    this.renewal = renewal;
  }

  @Override
  public Issuance issue(CarriedPlan plan, Instant now) {
    boolean isThere = delivered.remove(plan.id());
    Look look = file.look(now);
    if (renewal.isPresent() && isDue(look, now)) {
      Optional<Failed> failure = renew(renewal.get(), plan, now);
      look = file.look(now);
      if (failure.isPresent() && (isThere || !(look instanceof Look.Usable))) {
        return failure.get();
      }
    }
    if (look instanceof Look.Refused refused) {
      return new Failed(FailureKind.TRANSIENT, refused.reason());
    }
    Look.Usable usable = (Look.Usable) look;
    return isThere && isDue(look, now)
        ? endsSoon(usable)
        : new Issued(Secret.of(usable.content()), usable.description());
  }

  /** What the program makes is in the file before it is anywhere else. */
  private Optional<Failed> renew(ProgramIssuer program, CarriedPlan plan, Instant now) {
    Issuance made = program.issue(plan, now);
    if (!(made instanceof Issued issued)) {
      return made instanceof Failed failed ? Optional.of(failed) : Optional.empty();
    }
    try (Secret content = issued.content()) {
      if (!content.expose(bytes -> tellsItsEnd(bytes, issued))) {
        return Optional.of(new Failed(FailureKind.TRANSIENT, FORGETS_ITS_END));
      }
      return content
          .expose(file::replace)
          .map(reason -> "%s cannot be replaced: %s".formatted(file.path(), reason))
          .map(reason -> new Failed(FailureKind.TRANSIENT, reason));
    }
  }

  /** What only the program's answer says would be forgotten at the next start. */
  private boolean tellsItsEnd(byte[] content, Issued issued) {
    return new CarriedReader(reader.type(), Duration.ZERO).read(content) instanceof Decoded own
        && own.description().expiresAt().equals(issued.description().expiresAt());
  }

  private static boolean isDue(Look look, Instant now) {
    return !(look instanceof Look.Usable usable)
        || !now.isBefore(StoredFile.dueAt(usable.description()));
  }

  private Failed endsSoon(Look.Usable usable) {
    return new Failed(
        FailureKind.TRANSIENT,
        "%s ends at %s, and nothing newer is there; replace it"
            .formatted(file.path(), usable.description().expiresAt()),
        renewal.isPresent() ? Optional.empty() : Optional.of(REMINDER));
  }

  @Override
  public CredentialReading read(byte[] content) {
    return reader.read(content);
  }

  @Override
  public Optional<String> difference(CarriedPlan plan, Decoded found, Secret content) {
    boolean isSame =
        found instanceof CarriedFile carried
            && file.fingerprint().filter(carried.fingerprint()::equals).isPresent();
    if (isSame && !clock.instant().isBefore(StoredFile.dueAt(found.description()))) {
      delivered.add(plan.id());
    }
    return isSame ? Optional.empty() : Optional.of("it is not what the stored file holds");
  }

  @Override
  public boolean hasIssued(Decoded found, Secret content) {
    return false; // nothing proves it
  }

  @Override
  public String identity() {
    return "what is in " + file.path();
  }
}
