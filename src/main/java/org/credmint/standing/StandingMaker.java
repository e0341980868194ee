// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer;
import org.credmint.provider.Provider.Fact;
import org.credmint.provider.Provider.Sample;
import org.credmint.secret.Secret;

/** Makes the credentials of one standing declaration; one for each type. */
interface StandingMaker {
  /** What it makes. */
  CredentialKind kind();

  /**
   * What is to be issued for one target.
   *
   * @throws UnfitTargetException where the templates give nothing usable for it
   */
  Answer decide(CredentialId id, Target target) throws UnfitTargetException;

  /** A credential that nobody is given. */
  Sample sample(CredentialId id, Target target, Instant now) throws UnfitTargetException;

  /** How much life a credential in its file must have left for those who read it. */
  default Duration leastLife() {
    return Duration.ZERO;
  }

  /** When another has to be there; {@code usual} where nothing else is known. */
  default Instant dueAt(Description found, Instant usual) {
    return usual;
  }

  /** A file from which it is delivered, and which may change at any time. */
  default Optional<Path> source() {
    return Optional.empty();
  }

  /** Tells what is in that file now from anything else. */
  default String sourceVersion() {
    return "";
  }

  /**
   * The same with the provider that it issues with; empty where this is not served.
   *
   * @param now all providers, by name
   */
  default Optional<StandingMaker> relyingOn(Map<String, Provider> now) {
    return Optional.of(this);
  }

  CredentialReading read(byte[] file);

  /** Reads a file that a credential is to replace; unreadable where it must not be replaced. */
  default CredentialReading readReplaceable(byte[] file) {
    return read(file);
  }

  boolean hasIssued(Decoded found, Secret file);

  String identity();

  List<Fact> facts();

  /** Whether what the other made is still what this one would make. */
  boolean makesTheSameAs(StandingMaker other);
}
