package org.credmint.os;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * Numbers that nobody can guess, as the kernel gives them (random(4)), many at once. Safe for use
 * by several threads.
 *
 * <p>Java's SecureRandom draws from the same source and mixes in a SHA-1 of its own, which without
 * the JVM's second compiler takes longer than all else that a token's id needs. It stands in where
 * there is no {@code /dev/urandom}.
 */
final class RandomNumbers implements LongSupplier {
  private static final byte[] URANDOM = "/dev/urandom\0".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES_AT_ONCE = 4_096;

  private final Calls calls;
  private final ByteBuffer drawn = ByteBuffer.allocate(BYTES_AT_ONCE).limit(0);

  RandomNumbers(Calls calls) {
    this.calls = calls;
  }

  @Override
  public synchronized long getAsLong() {
    if (!drawn.hasRemaining()) {
      if (read(drawn.array()) != BYTES_AT_ONCE) {
        new SecureRandom().nextBytes(drawn.array());
      }
      drawn.clear();
    }
    return drawn.getLong();
  }

  private int read(byte[] target) {
    int file = calls.open(Posix.AT_FDCWD, URANDOM, Posix.O_RDONLY, 0);
    if (file < 0) {
      return file;
    }
    int filled = Calls.again(() -> calls.posix().read(file, target, target.length));
    calls.posix().close(file);
    return filled;
  }
}
