// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.util.List;
import org.credmint.credential.CredentialId;

/** What is remembered of one user's directory. */
final class UserDirectory {
  final String user;
  final int watchKey;

  /** When it had last changed as it was listed, nanoseconds since 1970; 0 to list it again. */
  long modifiedNanos;

  boolean watched;

  /** Identifies the unexpected entries that were told last; 0 for none. */
  int unexpected;

  /** What was requested in it. */
  List<CredentialId> requested = List.of();

  UserDirectory(String user, int watchKey) {
    this.user = user;
    this.watchKey = watchKey;
  }
}
