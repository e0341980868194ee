package org.credmint.issue;

import org.credmint.credential.Description;
import org.credmint.secret.Secret;

/** What came of issuing one credential. */
public sealed interface Issuance {

  /**
   * It is there.
   *
   * @param content the whole content of the file that the job is given, to be closed when written
   * @param description what it says
   */
  record Issued(Secret content, Description description) implements Issuance {}

  /**
   * It is not there.
   *
   * @param kind whether waiting helps
   * @param reason what went wrong, without a secret, on one line
   */
  record Failed(FailureKind kind, String reason) implements Issuance {}

  /** Who can mend a failure. */
  enum FailureKind {
    /** Time: the same request may succeed later. */
    TRANSIENT,
    /** The administrator: the same request fails until something else is changed. */
    PERMANENT,
    /** The user: something must be agreed to or submitted again. */
    NEEDS_USER
  }
}
