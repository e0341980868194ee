package org.credmint.os;

/**
 * A map from positive numbers to numbers that are not negative, in two arrays: 20,000 watches cost
 * half a megabyte and not five. Open addressing with linear probing; a removal moves later entries
 * up, so that no dead places remain.
 */
final class IntMap {

  /** What {@link #get} and {@link #remove} say of a number that is not there. */
  static final int ABSENT = -1;

  private int[] keys = new int[16];
  private int[] values = new int[16];
  private int size;

  int size() {
    return size;
  }

  int get(int key) {
    int at = find(key);
    return keys[at] == key ? values[at] : ABSENT;
  }

  void put(int key, int value) {
    if (key <= 0 || value < 0) {
      throw new IllegalArgumentException("key " + key + " and value " + value);
    }
    if ((size + 1) * 4 > keys.length * 3) {
      grow();
    }
    int at = find(key);
    if (keys[at] != key) {
      keys[at] = key;
      size++;
    }
    values[at] = value;
  }

  int remove(int key) {
    int at = find(key);
    if (keys[at] != key) {
      return ABSENT;
    }
    int value = values[at];
    size--;
    close(at);
    return value;
  }

  /** Fills a hole with the next entry that may stand there, and so on to the end of the run. */
  private void close(int hole) {
    int mask = keys.length - 1;
    int free = hole;
    int at = hole;
    while (true) {
      keys[free] = 0;
      int home;
      do {
        at = (at + 1) & mask;
        if (keys[at] == 0) {
          return;
        }
        home = home(keys[at]);
      } while (free <= at ? free < home && home <= at : free < home || home <= at);
      keys[free] = keys[at];
      values[free] = values[at];
      free = at;
    }
  }

  private int find(int key) {
    int at = home(key);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }

  private int home(int key) {
    return (key * 0x9E37_79B9) >>> Integer.numberOfLeadingZeros(keys.length - 1);
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new int[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
