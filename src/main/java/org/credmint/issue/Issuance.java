// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.time.Duration;
import java.util.Optional;
import org.credmint.credential.Description;
import org.credmint.secret.Secret;

/** What came of issuing one credential. */
public sealed interface Issuance {
  /**
   * What has to be shown at the next time in the place of what was shown now, such as a rotated
   * refresh token; more precious than any credential. An answer may hold one though nothing else of
   * it can be used.
   */
  default Optional<Secret> successor() {
    return Optional.empty();
  }

  /**
   * It is there.
   *
   * @param content the whole content of the file that the job is given, to be closed when written
   * @param description what it says
   * @param successor what has to be shown at the next time
   */
  record Issued(Secret content, Description description, Optional<Secret> successor)
      implements Issuance {
    /** A credential that was made of something that can be shown again. */
    public Issued(Secret content, Description description) {
      this(content, description, Optional.empty());
    }
  }

  /**
   * Somebody else was asked for it. Whoever asks again, once word has come that there is an answer,
   * is given it.
   *
   * @param longest after which time there is an answer in any case
   */
  record Awaited(Duration longest) implements Issuance {}

  /**
   * It is not there.
   *
   * @param kind whether waiting helps
   * @param reason what went wrong, without a secret, on one line
   * @param retryAfter how long whoever was asked wants to be left alone; empty where it did not say
   * @param successor what has to be shown at the next time
   */
  record Failed(
      FailureKind kind, String reason, Optional<Duration> retryAfter, Optional<Secret> successor)
      implements Issuance {
    /** A failure that leaves what was shown as it was. */
    public Failed(FailureKind kind, String reason, Optional<Duration> retryAfter) {
      this(kind, reason, retryAfter, Optional.empty());
    }

    /** A failure of which nobody said when to come again. */
    public Failed(FailureKind kind, String reason) {
      this(kind, reason, Optional.empty());
    }
  }

  /** Who can fix a failure. */
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
