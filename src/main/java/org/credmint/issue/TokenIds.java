package org.credmint.issue;

import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Makes token ids: random UUIDs (RFC 9562 section 5.4), of which 122 bits are random, so that none
 * comes twice (RFC 7519 section 4.1.7) and none can be guessed. Safe for use by several threads.
 */
public final class TokenIds {
  private static final long VERSION_MASK = 0xf000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
  private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

  private final LongSupplier random;

  /** Token ids out of a source of random bits, which has to be safe for several threads. */
  public TokenIds(LongSupplier random) {
    this.random = random;
  }

  /** The next id, such as {@code 7c9e6679-7425-40de-944b-e07fc1f90ae7}. */
  public String next() {
    long high = random.getAsLong();
    long low = random.getAsLong();
    return new UUID((high & ~VERSION_MASK) | VERSION_4, (low & ~VARIANT_MASK) | VARIANT_RFC)
        .toString();
  }
}
