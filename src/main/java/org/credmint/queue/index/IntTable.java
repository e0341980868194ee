// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import org.jspecify.annotations.Nullable;

/**
 * A map from whole numbers to objects in two arrays, at a fifth of a {@code HashMap}'s memory. Open
 * addressing with linear probing; a removal moves later entries up, so that no dead places remain.
 */
final class IntTable<V> {
  private static final int SPREAD = 0x9E3779B9;

  private int[] keys = new int[4];
  private @Nullable Object[] values = new @Nullable Object[4];
  private int size;

  /** Takes an entry. */
  @FunctionalInterface
  interface Visitor<V> {
    void visit(int key, V value);
  }

  int size() {
    return size;
  }

  @Nullable V get(int key) {
    return valueAt(find(key));
  }

  void put(int key, V value) {
    int at = find(key);
    if (values[at] == null) {
      if ((size + 1) * 4L > keys.length * 3L) {
        grow();
        at = find(key);
      }
      size++;
    }
    keys[at] = key;
    values[at] = value;
  }

  @Nullable V remove(int key) {
    int at = find(key);
    V removed = valueAt(at);
    if (removed != null) {
      size--;
      close(at);
    }
    return removed;
  }

  /** In no order. The table must not change meanwhile. */
  void forEach(Visitor<? super V> visitor) {
    for (int at = 0; at < keys.length; at++) {
      V value = valueAt(at);
      if (value != null) {
        visitor.visit(keys[at], value);
      }
    }
  }

  /** Fills a hole with the next entry that may stand there, and so on to the end of the run. */
  private void close(int hole) {
    int mask = keys.length - 1;
    int free = hole;
    int at = (hole + 1) & mask;
    while (values[at] != null) {
      int home = home(keys[at]);
      boolean mayMove = ((at - home) & mask) >= ((at - free) & mask);
      if (mayMove) {
        keys[free] = keys[at];
        values[free] = values[at];
        free = at;
      }
      at = (at + 1) & mask;
    }
    values[free] = null;
  }

  private void grow() {
    int[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new @Nullable Object[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }

  /** Where the key stands, or the empty place where it would. */
  private int find(int key) {
    int mask = keys.length - 1;
    int at = home(key);
    while (values[at] != null && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int home(int key) {
    return (key * SPREAD) >>> (Integer.numberOfLeadingZeros(keys.length) + 1);
  }

  @SuppressWarnings("unchecked")
  private @Nullable V valueAt(int at) {
    return (V) values[at];
  }
}
