// SPDX-License-Identifier: Apache-2.0
package org.credmint.content.signature;

/** Whether a known key signed a token. */
public sealed interface SignatureVerdict {
  /**
   * For people, such as {@code good: signed with key k1 (ES256)}; nothing of the token is in it.
   */
  String reason();

  /** A known key did. */
  record Verified(String reason) implements SignatureVerdict {}

  /** None did, or one that must not be used so. */
  record Refused(String reason) implements SignatureVerdict {}

  /** Nobody can tell. */
  record NotChecked(String reason) implements SignatureVerdict {}
}
