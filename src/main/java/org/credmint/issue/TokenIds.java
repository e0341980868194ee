package org.credmint.issue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes token ids: random UUIDs (RFC 9562 section 5.4), of which 122 bits are random, so that none
 * comes twice (RFC 7519 section 4.1.7) and none can be guessed. Safe for use by several threads.
 */
public final class TokenIds {
  /** Of 64 ids: a draw of one takes as long as one of several. */
  private static final int BYTES_AT_ONCE = 1_024;

  private static final long VERSION_MASK = 0xf000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
  private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

  private final SecureRandom random;
  private final ByteBuffer drawn = ByteBuffer.allocate(BYTES_AT_ONCE).limit(0);

  /** Token ids out of a source of random bytes. */
  public TokenIds(SecureRandom random) {
    this.random = random;
  }

  /** The next id, such as {@code 7c9e6679-7425-40de-944b-e07fc1f90ae7}. */
  public String next() {
    long high;
    long low;
    synchronized (drawn) {
      if (!drawn.hasRemaining()) {
        random.nextBytes(drawn.array());
        drawn.clear();
      }
      high = drawn.getLong();
      low = drawn.getLong();
    }
    return new UUID((high & ~VERSION_MASK) | VERSION_4, (low & ~VARIANT_MASK) | VARIANT_RFC)
        .toString();
  }
}
