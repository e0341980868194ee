package org.credmint.issue;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes token ids: random UUIDs (RFC 9562 section 5.4), of which 122 bits are random, so that none
 * comes twice (RFC 7519 section 4.1.7) and none can be guessed. Safe for use by several threads.
 */
public final class TokenIds {
  private static final int BYTES = 16;
  private static final long VERSION_MASK = 0xf000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
  private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

  private final SecureRandom random;

  /** Token ids out of a source of random bytes. */
  public TokenIds(SecureRandom random) {
    this.random = random;
  }

  /** The next id, such as {@code 7c9e6679-7425-40de-944b-e07fc1f90ae7}. */
  public String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    long high = (eightBytes(bytes, 0) & ~VERSION_MASK) | VERSION_4;
    long low = (eightBytes(bytes, BYTES / 2) & ~VARIANT_MASK) | VARIANT_RFC;
    return new UUID(high, low).toString();
  }

  private static long eightBytes(byte[] bytes, int from) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << Byte.SIZE) | (bytes[from + i] & 0xff);
    }
    return value;
  }
}
