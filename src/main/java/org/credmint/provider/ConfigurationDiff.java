// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

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
 * @param active what holds from now on
 * @param affected the providers that changed, came or went; empty where nothing has to be checked
 */
public record ConfigurationDiff(ActiveConfiguration active, List<String> affected) {
  /**
   * Compares two configurations.
   *
   * <p>A provider that could be served before and now has a problem is served as before, so that a
   * mistyped knob does not stop running jobs, but no wider than the new configuration allows as far
   * as it can be read. One that is no longer named is no longer served.
   *
   * @param bounds of what the new configuration names, but with a problem
   */
  public static ConfigurationDiff between(
      ActiveConfiguration old, ActiveConfiguration fresh, Bounds bounds) {
    Map<String, Provider> providers = new HashMap<>(fresh.providers());
    providers.replaceAll(
        (name, provider) -> provider.continuing(old.providers().getOrDefault(name, provider)));
    keep(old, bounds, providers);
    return between(old, fresh.withProviders(providers));
  }

  /**
   * The change where the new configuration leaves nothing to serve: the old one stays, but for what
   * the new one does not name, and no wider than the new one.
   */
  public static ConfigurationDiff narrowing(ActiveConfiguration old, Bounds bounds) {
    Map<String, Provider> providers = new HashMap<>();
    keep(old, bounds, providers);
    return between(old, old.withProviders(providers));
  }

  /** Adds what can only be kept; afterwards each relies on what holds now. */
  private static void keep(
      ActiveConfiguration old, Bounds bounds, Map<String, Provider> providers) {
    old.providers()
        .forEach(
            (name, before) -> {
              if (!providers.containsKey(name)) {
                before.within(bounds).ifPresent(kept -> providers.put(name, kept));
              }
            });
    Map<String, Provider> now = Map.copyOf(providers);
    providers.replaceAll((name, provider) -> provider.relyingOn(now));
  }

  private static ConfigurationDiff between(ActiveConfiguration old, ActiveConfiguration active) {
    Set<String> affected = new TreeSet<>();
    Set<String> names = new TreeSet<>(old.providers().keySet());
    names.addAll(active.providers().keySet());
    boolean all =
        generallyDiffer(old.settings(), active.settings()) || !old.queues().equals(active.queues());
    for (String name : names) {
      if (all || differ(old.providers().get(name), active.providers().get(name))) {
        affected.add(name);
      }
    }
    return affected.isEmpty()
        ? new ConfigurationDiff(old, List.of())
        : new ConfigurationDiff(active, List.copyOf(affected));
  }

  /** Whether nothing changes for any credential. */
  public boolean isEmpty() {
    return affected.isEmpty();
  }

  private static boolean generallyDiffer(Settings old, Settings fresh) {
    return !old.names().equals(fresh.names())
        || old.useFileMode() != fresh.useFileMode()
        || !old.pullInterval().equals(fresh.pullInterval())
        || !old.jobRenewal().equals(fresh.jobRenewal())
        || !old.standing().declared().keySet().equals(fresh.standing().declared().keySet())
        || !old.controlDirectory().equals(fresh.controlDirectory())
        || !old.jobQueueLog().equals(fresh.jobQueueLog());
  }

  private static boolean differ(@Nullable Provider old, @Nullable Provider fresh) {
    return old == null || fresh == null || !fresh.issuesTheSameAs(old);
  }
}
