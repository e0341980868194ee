// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.stored;

import java.time.Duration;
import java.time.Instant;
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

  private final StoredFile file;
  private final CarriedReader reader;
  private final Optional<ProgramIssuer> renewal;

  /** Those whose file was found to hold what is stored, since they were last asked for. */
  private final Set<CredentialId> delivered = ConcurrentHashMap.newKeySet();

  /**
   * An issuer.
   *
   * @param renewal has a program make what replaces the file; it waits, so this belongs into a lane
   *     then
   */
  public StoredIssuer(StoredFile file, CarriedReader reader, Optional<ProgramIssuer> renewal) {
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
      return content
          .expose(file::replace)
          .map(reason -> "%s cannot be replaced: %s".formatted(file.path(), reason))
          .map(reason -> new Failed(FailureKind.TRANSIENT, reason));
    }
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
    if (isSame) {
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
