// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import org.credmint.credential.Description;

/** What stands in the file of a credential. */
public sealed interface CredentialReading {
  /** A credential, not verified; each issuer has a type of its own for what it can tell of one. */
  non-sealed interface Decoded extends CredentialReading {
    /** What it says of itself. */
    Description description();
  }

  /**
   * No credential of the issuer's kind.
   *
   * @param reason why not; never holds anything of the file
   */
  record Unreadable(String reason) implements CredentialReading {}
}
