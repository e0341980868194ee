// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.line.AuditLineReader.RawLine;
import org.credmint.audit.line.LineParser;
import org.credmint.audit.line.UnreadableLineException;

/**
 * The tokens for jobs and targets that an audit log tells of, taken from it in one pass. Takes
 * eight bytes for each token.
 *
 * <p>Tokens are known by a hash of 64 bits: of a million tokens and a hundred thousand questions
 * one answer in a hundred million is wrong.
 */
public final class IssuedTokens {
  private static final Set<String> ISSUING =
      Set.of(AuditEntry.Act.MINT.word(), AuditEntry.Act.RENEWAL.word());

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long[] hashes;
  private final Instant completeSince;

  private IssuedTokens(long[] hashes, Instant completeSince) {
    this.hashes = hashes;
    this.completeSince = completeSince;
  }

  /** Those of no log at all. */
  public static IssuedTokens none() {
    return new IssuedTokens(new long[0], Instant.MAX);
  }

  /**
   * Reads a whole log; it may be written to meanwhile.
   *
   * @throws IOException when a file cannot be read
   */
  public static IssuedTokens read(AuditFiles files) throws IOException {
    Collector collector = new Collector();
    files.walk(collector);
    return collector.result();
  }

  /**
   * Whether the log tells of a token.
   *
   * @param provider that issued it
   * @param user for whom
   * @param job {@code 12.3}, or {@code 12} for a cluster; or the target of a standing credential
   * @param tokenId {@code jti}
   */
  public boolean contains(String provider, String user, String job, String tokenId) {
    return !tokenId.isEmpty()
        && Arrays.binarySearch(hashes, hash(provider, user, job, tokenId)) >= 0;
  }

  /**
   * From when on no token is missing: where the oldest file begins, or after the last lines that
   * were lost or damaged. {@link Instant#MAX} where there is no line.
   */
  public Instant completeSince() {
    return completeSince;
  }

  private static long hash(String... texts) {
    long hash = FNV_BASIS;
    for (String text : texts) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * FNV_PRIME;
      }
      hash = (hash ^ Character.MAX_VALUE) * FNV_PRIME; // no text of ours holds it
    }
    return hash;
  }

  private static final class Collector implements AuditFiles.Visitor {
    private long[] hashes = new long[1024];
    private int count;
    private Instant completeSince = Instant.MAX;
    private boolean isBroken = true;

    @Override
    public void begin(Path file) {}

    @Override
    public void skip(Path file) {
      isBroken = true;
    }

    @Override
    public void line(Path file, long number, RawLine raw, boolean mayGrow) {
      try {
        take(LineParser.parse(raw.bytes()));
      } catch (UnreadableLineException e) {
        isBroken |= raw.isEnded() || !mayGrow;
      }
    }

    private void take(AuditLine line) {
      isBroken |= line.act().equals(AuditLine.GAP) || line.act().equals(AuditLine.RESUMED);
      if (isBroken) {
        completeSince = line.time();
        isBroken = false;
      }
      String name = line.job().isEmpty() ? line.target() : line.job();
      if (ISSUING.contains(line.act()) && !name.isEmpty()) {
        add(hash(line.provider(), line.user(), name, line.claims().tokenId()));
      }
    }

    private void add(long hash) {
      if (count == hashes.length) {
        hashes = Arrays.copyOf(hashes, count + count / 2);
      }
      hashes[count++] = hash;
    }

    IssuedTokens result() {
      long[] sorted = Arrays.copyOf(hashes, count);
      Arrays.sort(sorted);
      return new IssuedTokens(sorted, isBroken ? Instant.MAX : completeSince);
    }
  }
}
