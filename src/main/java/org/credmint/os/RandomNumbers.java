package org.credmint.os;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * Numbers that nobody can guess, drawn many at once: a draw of eight bytes takes as long as one of
 * a hundred. Safe for use by several threads.
 */
final class RandomNumbers implements LongSupplier {
  private static final int BYTES_AT_ONCE = 1_024;

  private final SecureRandom random;
  private final ByteBuffer drawn = ByteBuffer.allocate(BYTES_AT_ONCE).limit(0);

  RandomNumbers(SecureRandom random) {
    this.random = random;
  }

  @Override
  public synchronized long getAsLong() {
    if (!drawn.hasRemaining()) {
      random.nextBytes(drawn.array());
      drawn.clear();
    }
    return drawn.getLong();
  }
}
