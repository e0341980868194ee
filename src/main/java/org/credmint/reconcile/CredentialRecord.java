// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import org.credmint.store.FileVersion;

/**
 * What the loop remembers of one credential. All of it can be read from the disk again, but for the
 * failures.
 *
 * <p>Flat numbers, since there may be hundreds of thousands.
 *
 * @param stem its name on disk without the suffix
 * @param inode of the file for jobs, see {@link FileVersion}
 * @param changedNanos of the file for jobs, see {@link FileVersion}
 * @param expiresAtSeconds when the token in that file dies, seconds since 1970; 0 where there is
 *     none
 * @param dueAtMillis when to turn to it again, milliseconds since 1970; {@link #NEVER} where only a
 *     change can help
 * @param failures how often in a row it could not be issued; 0 where all is well
 * @param refusal identifies the refusal that was logged last; 0 where it is not refused
 * @param awaited whether somebody else was asked for one and has not answered yet
 */
public record CredentialRecord(
    String stem,
    long inode,
    long changedNanos,
    long expiresAtSeconds,
    long dueAtMillis,
    int failures,
    int refusal,
    boolean awaited) {
  public static final long NEVER = Long.MAX_VALUE;

  /** Nothing is known, so it is due at once. */
  public static CredentialRecord nothing(String stem) {
    return new CredentialRecord(stem, 0, 0, 0, 0, 0, 0, false);
  }

  /**
   * A file holds a good credential.
   *
   * @param dueAt when it is to be renewed
   */
  public static CredentialRecord live(
      String stem, FileVersion mark, Instant expiresAt, Instant dueAt) {
    return new CredentialRecord(
        stem,
        mark.inode(),
        mark.changedNanos(),
        expiresAt.getEpochSecond(),
        dueAt.toEpochMilli(),
        0,
        0,
        false);
  }

  /** A file that is not a token and never has to be renewed. */
  public static CredentialRecord settled(String stem, FileVersion mark) {
    return new CredentialRecord(stem, mark.inode(), mark.changedNanos(), 0, NEVER, 0, 0, false);
  }

  /** It failed once more, and is tried again then. */
  public CredentialRecord failedUntil(Instant retryAt) {
    return new CredentialRecord(
        stem,
        inode,
        changedNanos,
        expiresAtSeconds,
        retryAt.toEpochMilli(),
        failures + 1,
        0,
        false);
  }

  /** It failed, and only a change can help. */
  public CredentialRecord blocked() {
    return new CredentialRecord(
        stem, inode, changedNanos, expiresAtSeconds, NEVER, failures + 1, 0, false);
  }

  /** Somebody else was asked for one; without word from there it is looked into again then. */
  public CredentialRecord awaitedUntil(Instant time) {
    return new CredentialRecord(
        stem, inode, changedNanos, expiresAtSeconds, time.toEpochMilli(), failures, 0, true);
  }

  /**
   * Policy refuses it; only a change can help.
   *
   * @param reason identifies the refusal, never 0
   */
  public CredentialRecord refused(int reason) {
    return new CredentialRecord(
        stem, inode, changedNanos, expiresAtSeconds, NEVER, 0, reason, false);
  }

  /** The same, to be looked at again then. */
  public CredentialRecord dueAt(Instant time) {
    return new CredentialRecord(
        stem,
        inode,
        changedNanos,
        expiresAtSeconds,
        time.toEpochMilli(),
        failures,
        refusal,
        awaited);
  }

  /** The same with the file as it stands now. */
  public CredentialRecord holding(FileVersion mark, Instant expiresAt) {
    return new CredentialRecord(
        stem,
        mark.inode(),
        mark.changedNanos(),
        expiresAt.getEpochSecond(),
        dueAtMillis,
        failures,
        refusal,
        awaited);
  }

  /** The same without the file, which somebody else removed; jobs may have copies until it dies. */
  public CredentialRecord withoutFile() {
    return new CredentialRecord(
        stem, 0, 0, expiresAtSeconds, dueAtMillis, failures, refusal, awaited);
  }

  /** Whether there is a file that holds a credential, as far as is known. */
  public boolean hasFile() {
    return inode != 0 && expiresAtSeconds != 0;
  }

  /** By what its file is known again; {@link FileVersion#NONE} for no file. */
  public FileVersion mark() {
    return new FileVersion(inode, changedNanos);
  }

  /** When the credential in the file expires; 1970 where there is none. */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(expiresAtSeconds);
  }

  /** Whether the file of this mark is as we wrote it, or would have written it. */
  public boolean isSettledAs(FileVersion present) {
    return failures == 0 && refusal == 0 && inode != 0 && mark().equals(present);
  }

  /** Whether its time has come. */
  public boolean isDue(Instant now) {
    return dueAtMillis <= now.toEpochMilli();
  }

  /** Whether the last try came to nothing, and another before it is due would too. */
  public boolean isWaiting() {
    return failures > 0 || refusal != 0;
  }
}
