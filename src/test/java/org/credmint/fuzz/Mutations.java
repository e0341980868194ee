// SPDX-License-Identifier: Apache-2.0
package org.credmint.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damaged copies of something good, the same for the same random numbers. */
public final class Mutations {
  private Mutations() {}

  /** Up to three changes: a byte replaced, a part cut out, a part written twice. */
  public static byte[] of(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 1; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = joined(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(9)));
        default -> bytes = joined(bytes, at, Math.max(0, at - random.nextInt(9)));
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int end, int start) {
    byte[] result = Arrays.copyOf(bytes, end + bytes.length - start);
    System.arraycopy(bytes, start, result, end, bytes.length - start);
    return result;
  }
}
