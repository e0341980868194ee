// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets equal values be one object, for the values that came by lately: most jobs differ little from
 * the one before. Bounded, so that values made to differ cost nothing but their own memory.
 */
final class BoundedInterner<T> {
  private static final int MOST = 4_096;

  private final Map<T, T> values =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<T, T> eldest) {
          return size() > MOST;
        }
      };

  T shared(T value) {
    T known = values.get(value);
    if (known != null) {
      return known;
    }
    values.put(value, value);
    return value;
  }
}
