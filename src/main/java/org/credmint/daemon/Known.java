package org.credmint.daemon;

import java.time.Instant;
import org.credmint.store.FileMark;

/**
 * What the loop remembers of one credential. All of it can be read from the disk again, but for the
 * failures.
 *
 * <p>Flat numbers, since there may be hundreds of thousands.
 *
 * @param stem its name on disk without the suffix
 * @param inode of the file for jobs, see {@link FileMark}
 * @param changedNanos of the file for jobs, see {@link FileMark}
 * @param expiresAtSeconds when the token in that file dies, seconds since 1970; 0 where there is
 *     none
 * @param dueAtMillis when to turn to it again, milliseconds since 1970; {@link #NEVER} where only a
 *     change can help
 * @param failures how often in a row it could not be issued; 0 where all is well
 * @param refusal identifies the refusal that was told last; 0 where it is not refused
 */
record Known(
    String stem,
    long inode,
    long changedNanos,
    long expiresAtSeconds,
    long dueAtMillis,
    int failures,
    int refusal) {
  static final long NEVER = Long.MAX_VALUE;

  static Known nothing(String stem) {
    return new Known(stem, 0, 0, 0, 0, 0, 0);
  }

  static Known live(String stem, FileMark mark, Instant expiresAt, Instant dueAt) {
    return new Known(
        stem,
        mark.inode(),
        mark.changedNanos(),
        expiresAt.getEpochSecond(),
        dueAt.toEpochMilli(),
        0,
        0);
  }

  /** A file that is no token and never has to be renewed. */
  static Known settled(String stem, FileMark mark) {
    return new Known(stem, mark.inode(), mark.changedNanos(), 0, NEVER, 0, 0);
  }

  Known failedUntil(Instant retryAt) {
    return new Known(
        stem, inode, changedNanos, expiresAtSeconds, retryAt.toEpochMilli(), failures + 1, 0);
  }

  /** It failed, and only a change can help. */
  Known blocked() {
    return new Known(stem, inode, changedNanos, expiresAtSeconds, NEVER, failures + 1, 0);
  }

  Known refused(int reason) {
    return new Known(stem, inode, changedNanos, expiresAtSeconds, NEVER, 0, reason);
  }

  /** The same with the file as it stands now. */
  Known holding(FileMark mark, Instant expiresAt) {
    return new Known(
        stem,
        mark.inode(),
        mark.changedNanos(),
        expiresAt.getEpochSecond(),
        dueAtMillis,
        failures,
        refusal);
  }

  FileMark mark() {
    return new FileMark(inode, changedNanos);
  }

  Instant expiresAt() {
    return Instant.ofEpochSecond(expiresAtSeconds);
  }

  boolean isDue(Instant now) {
    return dueAtMillis <= now.toEpochMilli();
  }

  /** Whether the last try came to nothing, and another before it is due would too. */
  boolean isWaiting() {
    return failures > 0 || refusal != 0;
  }
}
