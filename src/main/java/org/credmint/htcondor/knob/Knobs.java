// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.knob;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** HTCondor's configuration as it holds for one daemon: expanded values by name, in any case. */
public final class Knobs {
  private final NavigableMap<String, String> values;
  private final NavigableMap<String, String> origins;

  private Knobs(NavigableMap<String, String> values, NavigableMap<String, String> origins) {
    this.values = values;
    this.origins = origins;
  }

  /** The knobs of a map; of two names that differ in case, one stands. */
  public static Knobs of(Map<String, String> values) {
    return of(values, Map.of());
  }

  /** The same, with the place where each was set, as HTCondor tells it. */
  public static Knobs of(Map<String, String> values, Map<String, String> origins) {
    return new Knobs(caseless(values), caseless(origins));
  }

  /** The same, with some knobs set otherwise, as a command line does. */
  public Knobs with(Map<String, String> others) {
    NavigableMap<String, String> all = new TreeMap<>(values);
    all.putAll(others);
    return of(all, origins);
  }

  private static NavigableMap<String, String> caseless(Map<String, String> map) {
    NavigableMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(map);
    return Collections.unmodifiableNavigableMap(copy);
  }

  /** The value without blanks around it; empty where the knob is not set or is blank. */
  public Optional<String> get(String name) {
    return getEvenBlank(name).filter(value -> !value.isEmpty());
  }

  /** The same, with an empty text for a knob that stands there with nothing behind it. */
  public Optional<String> getEvenBlank(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip);
  }

  /**
   * The value for a daemon: of {@code DAEMON.NAME} where that is set, else of {@code NAME}.
   *
   * @param daemonName HTCondor's name of the daemon, such as {@code CREDMON_OAUTH}
   */
  public Optional<String> get(String daemonName, String name) {
    return get(daemonName + "." + name).or(() -> get(name));
  }

  /**
   * Where the knob was set.
   *
   * @return such as {@code /etc/condor/config.d/40-credmint.conf, line 3}, {@code <Default>} or
   *     {@code <Environment>}; empty where the knob or its place is not known
   */
  public Optional<String> origin(String name) {
    return Optional.ofNullable(origins.get(name));
  }

  /** The name in the case it was written in; as given where it is not set. */
  public String written(String name) {
    String found = values.ceilingKey(name);
    return found != null && found.equalsIgnoreCase(name) ? found : name;
  }

  /** Every name, blank knobs included, in the case it was written in. */
  public Set<String> names() {
    return values.keySet();
  }

  /** HTCondor's release, from {@code CONDOR_VERSION}. */
  public Optional<CondorVersion> condorVersion() {
    return get("CONDOR_VERSION").flatMap(CondorVersion::parse);
  }
}
