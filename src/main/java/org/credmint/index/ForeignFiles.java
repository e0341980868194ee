// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.credmint.credential.CredentialId;

/**
 * The files that are named like a job's credential and are somebody else's: each is looked into
 * once, as long as it is there.
 */
public final class ForeignFiles {
  private final Map<String, Set<CredentialId>> users = new HashMap<>();

  /** The file of this name was found to be somebody else's. */
  public void add(CredentialId id) {
    users.computeIfAbsent(id.user(), user -> new HashSet<>()).add(id);
  }

  /** Whether the file of this name is known to be somebody else's. */
  public boolean contains(CredentialId id) {
    return users.getOrDefault(id.user(), Set.of()).contains(id);
  }

  /** A job asks for a credential of this name, which is ours from now on. */
  public void forget(CredentialId id) {
    Set<CredentialId> known = users.get(id.user());
    if (known != null && known.remove(id) && known.isEmpty()) {
      users.remove(id.user());
    }
  }

  /** Forgets those of a user that are not there any more. */
  public void retain(String user, Set<CredentialId> present) {
    Set<CredentialId> known = users.get(user);
    if (known != null && known.retainAll(present) && known.isEmpty()) {
      users.remove(user);
    }
  }
}
