package org.credmint.issue;

import java.time.Duration;
import java.util.Optional;
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
   * @param retryAfter how long whoever was asked wants to be left alone; empty where it did not say
   */
  record Failed(FailureKind kind, String reason, Optional<Duration> retryAfter)
      implements Issuance {
    /** A failure of which nobody said when to come again. */
    public Failed(FailureKind kind, String reason) {
      this(kind, reason, Optional.empty());
    }
  }

  /** Who can mend a failure. */
  enum FailureKind {
    /** Time: the same request may succeed later. It is tried again, ever more slowly. */
    TRANSIENT,
    /**
     * The administrator: the same request fails until something else is changed. It is not tried
     * again before the configuration changes.
     */
    PERMANENT,
    /**
     * The user: something must be agreed to or submitted again. What lives is kept, and nothing is
     * tried again before the request or the configuration changes.
     */
    NEEDS_USER
  }
}
