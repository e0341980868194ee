// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.credmint.credential.CredentialId;
import org.jspecify.annotations.Nullable;

/** What is known of each credential, by user. Touched by the loop's thread only. */
public final class CredentialTable {
  /** Most users have one credential or two, and there may be a hundred thousand users. */
  private static final int FEW = 2;

  private final Map<String, Map<CredentialId, CredentialState>> users = new LinkedHashMap<>();
  private int size;

  /** How many credentials are known. */
  public int size() {
    return size;
  }

  /** How many users have one. */
  public int users() {
    return users.size();
  }

  /** The state of a credential; null where nobody knows of it. */
  public @Nullable CredentialState find(CredentialId id) {
    Map<CredentialId, CredentialState> states = users.get(id.user());
    return states == null ? null : states.get(id);
  }

  /** The state of a credential, which is new where nobody knew of it. */
  public CredentialState stateOf(CredentialId id) {
    CredentialState known = find(id);
    if (known != null) {
      return known;
    }
    CredentialState state = new CredentialState(id);
    users.computeIfAbsent(id.user(), user -> new HashMap<>(FEW)).put(id, state);
    size++;
    return state;
  }

  /** A user's credentials, in no order; a view of what is known. */
  public Collection<CredentialState> of(String user) {
    return users.getOrDefault(user, Map.of()).values();
  }

  /** Looks at each, without a copy; nothing may be added or removed meanwhile. */
  public void forEach(Consumer<CredentialState> look) {
    users.values().forEach(states -> states.values().forEach(look));
  }

  /** A copy. */
  public List<CredentialState> all() {
    List<CredentialState> all = new ArrayList<>(size);
    users.values().forEach(states -> all.addAll(states.values()));
    return all;
  }

  /** Whether it was known until now. */
  public boolean remove(CredentialState state) {
    Map<CredentialId, CredentialState> states = users.get(state.id.user());
    if (states == null || states.remove(state.id) == null) {
      return false;
    }
    size--;
    if (states.isEmpty()) {
      users.remove(state.id.user());
    }
    return true;
  }
}
