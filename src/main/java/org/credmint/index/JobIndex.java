// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.credmint.credential.CredentialId;
import org.jspecify.annotations.Nullable;

/** What is known of each job's credential, by user. Touched by the loop's thread only. */
public final class JobIndex {
  private final Map<String, Map<CredentialId, JobState>> users = new HashMap<>();
  private int size;

  public int size() {
    return size;
  }

  public @Nullable JobState find(CredentialId id) {
    Map<CredentialId, JobState> states = users.get(id.user());
    return states == null ? null : states.get(id);
  }

  /** The state of a credential, which is new where nobody knew of it. */
  public JobState stateOf(CredentialId id) {
    JobState known = find(id);
    if (known != null) {
      return known;
    }
    JobState state = new JobState(id);
    users.computeIfAbsent(id.user(), user -> new HashMap<>()).put(id, state);
    size++;
    return state;
  }

  public Collection<JobState> of(String user) {
    return users.getOrDefault(user, Map.of()).values();
  }

  /** A copy. */
  public List<JobState> all() {
    List<JobState> all = new ArrayList<>(size);
    users.values().forEach(states -> all.addAll(states.values()));
    return all;
  }

  /** Whether it was known until now. */
  public boolean remove(JobState state) {
    Map<CredentialId, JobState> states = users.get(state.id.user());
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
