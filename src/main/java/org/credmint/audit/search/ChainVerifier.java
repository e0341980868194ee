// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.line.AuditLineReader.RawLine;
import org.credmint.audit.line.LineHash;
import org.credmint.audit.line.LineParser;
import org.credmint.audit.line.UnreadableLineException;
import org.credmint.audit.search.Verification.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain of an audit log from line to line, in bounded memory.
 *
 * <p>It finds each line that was changed, removed, moved or added, unless all lines behind it were
 * made anew too, or there are none: the last line's hash stands nowhere in the audit log. Whoever
 * kept an earlier head elsewhere can ask for it.
 */
final class ChainVerifier implements AuditFiles.Visitor {
  private static final int MOST_FINDINGS = 200;
  private static final int MOST_ACTS = 100;

  /** What may stand first in a file though there were lines before. */
  private static final Set<String> ONWARD = Set.of(AuditLine.CONTINUED, AuditLine.RESUMED);

  private static final String UNREAD = "continues an older file that was not read";
  private static final String OTHER_ACTS = "(other)";

  private final Optional<String> anchor;
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private int files;
  private long lines;
  private long damages;
  private boolean anchorIsFound;
  private @Nullable Path file;
  private @Nullable Instant first;
  private @Nullable Instant last;

  /** The hash of the line before, whatever it holds; null before the first one. */
  private @Nullable String previous;

  private String lastGood = LineHash.NONE;
  private @Nullable DamagedLines damaged;

  private ChainVerifier(Optional<String> anchor) {
    this.anchor = anchor;
  }

  /**
   * Reads an audit log and follows its chain.
   *
   * @param files what to read
   * @param anchor the hash of a line that has to be in it, kept elsewhere; empty for none
   * @throws IOException when a file cannot be read
   */
  static Verification verify(AuditFiles files, Optional<String> anchor) throws IOException {
    ChainVerifier verifier = new ChainVerifier(anchor);
    files.walk(verifier);
    return verifier.end();
  }

  @Override
  public void begin(Path begun) {
    file = begun;
    files++;
  }

  @Override
  public void skip(Path removed) {
    tell(false, removed, 0, "was removed while the audit log was read, with all files before it");
    previous = null;
  }

  @Override
  public void line(Path where, long number, RawLine raw, boolean mayGrow) {
    if (!raw.isEnded() && mayGrow) {
      tell(false, where, number, "is incomplete: it is being written, or a write failed");
      return;
    }
    lines++;
    Optional<AuditLine> line = parse(raw);
    if (line.isEmpty()) {
      if (damaged == null) {
        damaged = new DamagedLines(where, number, previous == null && number == 1);
      }
      damaged.add(raw.hash());
    } else {
      follow(where, number, line.get());
      lastGood = raw.hash();
    }
    previous = raw.hash();
    anchorIsFound |= anchor.isPresent() && anchor.get().equals(raw.hash());
  }

  private static Optional<AuditLine> parse(RawLine raw) {
    try {
      return raw.isTooLong() ? Optional.empty() : Optional.of(LineParser.parse(raw.bytes()));
    } catch (UnreadableLineException e) {
      return Optional.empty();
    }
  }

  private void follow(Path where, long number, AuditLine line) {
    boolean resumes = line.act().equals(AuditLine.RESUMED);
    if (damaged != null) {
      boolean isExplained = resumes && damaged.areThoseOf(line, lastGood);
      tell(!isExplained, damaged.file(), damaged.line(), damaged.text(isExplained));
      if (isExplained && !line.last().equals(lastGood)) {
        tell(false, where, number, UNREAD);
      }
      damaged = null;
    } else if (resumes) {
      tell(
          false,
          where,
          number,
          "continues after a failure; some earlier lines may be repeated below");
    }
    checkPrevious(where, number, line);
    if (line.act().equals(AuditLine.GAP)) {
      tell(false, where, number, line.count() + " lines could not be written and are missing");
    }
    String act =
        counts.containsKey(line.act()) || counts.size() < MOST_ACTS ? line.act() : OTHER_ACTS;
    counts.merge(act, 1L, Long::sum);
    first = first == null ? line.time() : first;
    last = line.time();
  }

  private void checkPrevious(Path where, long number, AuditLine line) {
    if (previous != null) {
      if (!line.previous().equals(previous)) {
        tell(
            true,
            where,
            number,
            "expects the previous line to have the SHA-256 "
                + line.previous()
                + ", but it has "
                + previous
                + ": the previous line was changed, or lines were removed, moved or added in between");
      }
    } else if (number == 1 && ONWARD.contains(line.act())) {
      tell(false, where, number, UNREAD);
    } else if (!line.previous().equals(LineHash.NONE)) {
      tell(
          true,
          where,
          number,
          "expects the previous line to have the SHA-256 "
              + line.previous()
              + ", which was removed");
    }
  }

  private Verification end() {
    if (damaged != null) {
      tell(true, damaged.file(), damaged.line(), damaged.text(false));
    }
    if (anchor.isPresent() && !anchorIsFound && file != null) {
      tell(true, file, 0, "no line has the SHA-256 " + anchor.get() + " given as --head");
    }
    return new Verification(
        files,
        lines,
        counts,
        Optional.ofNullable(first),
        Optional.ofNullable(last),
        previous == null ? LineHash.NONE : previous,
        damages,
        findings);
  }

  private void tell(boolean isDamage, Path where, long number, String text) {
    damages += isDamage ? 1 : 0;
    if (findings.size() < MOST_FINDINGS) {
      findings.add(new Finding(isDamage, where, number, text));
    }
  }
}
