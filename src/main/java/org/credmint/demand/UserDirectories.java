// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.credmint.directory.DirectoryScan;
import org.jspecify.annotations.Nullable;

/** All users' directories that are known. */
final class UserDirectories {
  private final Map<String, UserDirectory> users = new LinkedHashMap<>();
  private final Map<Integer, UserDirectory> byWatchKey = new HashMap<>();
  private int nextWatchKey;

  /** A user's directory, which is new where nobody knew of it. */
  UserDirectory of(String user) {
    return users.computeIfAbsent(user, this::add);
  }

  private UserDirectory add(String user) {
    UserDirectory directory = new UserDirectory(user, nextWatchKey++);
    byWatchKey.put(directory.watchKey, directory);
    return directory;
  }

  /** The one that is watched under this key; null where it is gone. */
  @Nullable UserDirectory byWatchKey(int key) {
    return byWatchKey.get(key);
  }

  Collection<String> names() {
    return List.copyOf(users.keySet());
  }

  int size() {
    return users.size();
  }

  void forget(UserDirectory directory) {
    users.remove(directory.user);
    byWatchKey.remove(directory.watchKey);
  }

  /**
   * Takes in what a scan saw.
   *
   * @return those that are new or changed, in its order, then those that are gone
   */
  List<String> compare(List<DirectoryScan.Stamp> stamps) {
    List<String> changed = new ArrayList<>();
    Set<String> present = new HashSet<>(stamps.size() * 2);
    for (DirectoryScan.Stamp stamp : stamps) {
      present.add(stamp.user());
      UserDirectory known = users.get(stamp.user());
      if (known == null || known.modifiedNanos != stamp.modifiedNanos()) {
        changed.add(stamp.user());
      }
    }
    for (String user : users.keySet()) {
      if (!present.contains(user)) {
        changed.add(user);
      }
    }
    changed.forEach(this::of);
    return changed;
  }
}
