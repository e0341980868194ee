// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.policy.decision.Plan;
import org.credmint.secret.Secret;

/**
 * Issues one provider's credentials and reads them back. It owns its key or its connection; it
 * neither logs nor retries: the answer tells what to do.
 *
 * @param <P> the plans that it can issue
 */
public interface Issuer<P extends Plan> {
  /**
   * The difference of a credential that was signed by another key with the ID of the present one.
   */
  String SIGNED_BY_ANOTHER_KEY = "it was signed by another key";

  /**
   * Makes ready what issuing several credentials needs, such as keys that are made for them, so
   * that they share the waits for the disk. Never throws: what fails, fails again when it is
   * issued.
   *
   * @param plans some of its own
   */
  default void prepare(Collection<? extends Plan> plans) {}

  /**
   * Issues one credential. Never throws.
   *
   * @param plan what it shall say
   * @param now the time that it is issued at
   */
  Issuance issue(P plan, Instant now);

  /** {@code kid} of the key that signs what is planned; empty where there is none to tell. */
  default Optional<String> keyId(P plan) {
    return Optional.empty();
  }

  /** Reads a file's content, whatever it is; changes and keeps nothing of it. Never throws. */
  CredentialReading read(byte[] file);

  /**
   * The first difference between a credential and what the plan would give now, in words. Times and
   * serial are left out: those of a good credential differ from what would be issued now.
   *
   * @param found what {@link #read} gave
   * @param file the whole content of its file
   * @return empty where the credential is as good as a new one
   */
  Optional<String> difference(P plan, Decoded found, Secret file);

  /**
   * Whether a credential was certainly issued by this issuer with its present key, whatever it says
   * and for whomever.
   *
   * @param found what {@link #read} gave
   * @param file the whole content of its file
   * @return false also where nobody can tell
   */
  boolean hasIssued(Decoded found, Secret file);

  /**
   * Who signs and with what, in words, such as {@code issuer https://ap.example, key k1 (SHA-256
   * …)}. Two issuers with the same words issue the same.
   */
  String identity();
}
