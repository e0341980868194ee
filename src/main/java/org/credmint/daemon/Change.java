package org.credmint.daemon;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What a new configuration changes.
 *
 * @param serving what holds from now on
 * @param affected the providers that changed, came or went; empty where nothing has to be checked
 */
record Change(Serving serving, List<String> affected) {
  /**
   * Compares two configurations.
   *
   * <p>A provider that could be served before and now has a problem is served as before: running
   * jobs must not pay for a slip of the pen. One that is no longer named is no longer served.
   *
   * @param stillNamed providers that the new configuration names, but with a problem
   */
  static Change between(Serving old, Serving fresh, Set<String> stillNamed) {
    Map<String, ServedProvider> providers = new HashMap<>(fresh.providers());
    providers.replaceAll(
        (name, provider) -> provider.keepingGroupsOf(old.providers().getOrDefault(name, provider)));
    for (String name : stillNamed) {
      ServedProvider before = old.providers().get(name);
      if (before != null) {
        providers.putIfAbsent(name, before);
      }
    }
    Serving serving = fresh.withProviders(providers);
    Set<String> affected = new TreeSet<>();
    Set<String> names = new TreeSet<>(old.providers().keySet());
    names.addAll(providers.keySet());
    boolean all =
        generallyDiffer(old.settings(), fresh.settings()) || !old.queues().equals(fresh.queues());
    for (String name : names) {
      if (all || differ(old.providers().get(name), providers.get(name))) {
        affected.add(name);
      }
    }
    return affected.isEmpty()
        ? new Change(old, List.of())
        : new Change(serving, List.copyOf(affected));
  }

  boolean isEmpty() {
    return affected.isEmpty();
  }

  private static boolean generallyDiffer(Settings old, Settings fresh) {
    return old.allowSpecialCharacters() != fresh.allowSpecialCharacters()
        || old.useFileMode() != fresh.useFileMode()
        || !old.pullInterval().equals(fresh.pullInterval())
        || !old.jobRenewal().equals(fresh.jobRenewal())
        || !old.jobQueueLog().equals(fresh.jobQueueLog());
  }

  private static boolean differ(@Nullable ServedProvider old, @Nullable ServedProvider fresh) {
    return old == null || fresh == null || !fresh.issuesTheSameAs(old);
  }
}
