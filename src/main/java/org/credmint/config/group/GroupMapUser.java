// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import java.util.Optional;
import org.credmint.htcondor.CredentialFileNames;

/**
 * The names of users in a group map. The file has the look of HTCondor's map files, but not their
 * dialect: the stock monitor compares the second word of a line with the user's name, and so do we.
 */
final class GroupMapUser {
  static final String FIX = "write a line for each user, with the name of the user's account alone";

  private GroupMapUser() {}

  /** Why no user can have the name; empty where one can. */
  static Optional<String> whyNobody(String name) {
    if (CredentialFileNames.isUser(name)) {
      return Optional.empty();
    }
    if (name.startsWith("/")) {
      return Optional.of("matches nobody: regular expressions are not supported in this file");
    }
    if (name.contains("\"")) {
      return Optional.of("matches nobody: quotes would be part of the user's name");
    }
    return Optional.of("matches nobody: HTCondor stores no credentials for a user of this name");
  }
}
