package org.credmint.htcondor;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** HTCondor's configuration as it holds for one daemon: expanded values by name, in any case. */
public final class Knobs {
  private final NavigableMap<String, String> values;

  private Knobs(NavigableMap<String, String> values) {
    this.values = values;
  }

  /** The knobs of a map; of two names that differ in case, one stands. */
  public static Knobs of(Map<String, String> values) {
    NavigableMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(values);
    return new Knobs(Collections.unmodifiableNavigableMap(copy));
  }

  /** The value without blanks around it; empty where the knob is not set or is blank. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** Every name, blank knobs included, in the case it was written in. */
  public Set<String> names() {
    return values.keySet();
  }
}
