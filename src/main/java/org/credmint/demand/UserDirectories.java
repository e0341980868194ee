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
  /** HTCondor's condor_submit gives up after 20 seconds; a slow start takes its time too. */
  private static final long LONGEST_SUBMIT_NANOS = 60_000_000_000L;

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

  /**
   * Those whose directories changed within a minute of the latest change: after a night off
   * somebody may be waiting at a submit among thousands whose tokens have expired.
   *
   * @param most more than these are no submits, and none is returned
   */
  static Set<String> latest(List<DirectoryScan.Stamp> stamps, int most) {
    long last = Long.MIN_VALUE;
    for (DirectoryScan.Stamp stamp : stamps) {
      last = Math.max(last, stamp.modifiedNanos());
    }
    Set<String> latest = new HashSet<>();
    for (DirectoryScan.Stamp stamp : stamps) {
      if (last - stamp.modifiedNanos() <= LONGEST_SUBMIT_NANOS) {
        latest.add(stamp.user());
      }
    }
    return latest.size() <= most ? latest : Set.of();
  }
}
