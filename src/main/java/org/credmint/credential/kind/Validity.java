// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

/**
 * Whether a credential can be used, and why.
 *
 * @param verdict for programs
 * @param reason for people, such as {@code expired 2 h 5 min ago}; never holds a secret
 */
public record Validity(Verdict verdict, String reason) {
  /** The answers there are. */
  public enum Verdict {
    /** It can be used now; also if it never expires. */
    VALID,
    /** Its end is past, skew allowed for. */
    EXPIRED,
    /** Its beginning is yet to come, skew allowed for. */
    NOT_YET_VALID,
    /** It is valid, but not for as long as is needed. */
    TOO_SHORT,
    /** The bytes are no credential, or a damaged one. */
    UNREADABLE,
    /** They are a credential of another type than the one wanted. */
    WRONG_TYPE,
    /** They are one that no careful reader accepts, whatever the time. */
    UNSOUND
  }

  /** Whether it can be used now. */
  public boolean isValid() {
    return verdict == Verdict.VALID;
  }
}
