// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.line.AuditLineReader.RawLine;
import org.credmint.audit.line.LineParser;
import org.credmint.audit.line.UnreadableLineException;
import org.jspecify.annotations.Nullable;

/** Looks for lines in an audit log, in bounded memory. It does not follow the chain. */
final class AuditSearch implements AuditFiles.Visitor {
  private final AuditQuery query;
  private final BiConsumer<AuditLine, String> found;
  private long damaged;
  private @Nullable Instant first;
  private @Nullable Instant last;

  private AuditSearch(AuditQuery query, BiConsumer<AuditLine, String> found) {
    this.query = query;
    this.found = found;
  }

  /**
   * Reads an audit log and hands on what is looked for.
   *
   * @param files what to read
   * @param query what to look for
   * @param found takes each line, and its text as it stands in the file
   * @return what was read
   * @throws IOException when a file cannot be read
   */
  static SearchResult find(AuditFiles files, AuditQuery query, BiConsumer<AuditLine, String> found)
      throws IOException {
    AuditSearch search = new AuditSearch(query, found);
    files.walk(search);
    return new SearchResult(
        search.damaged, Optional.ofNullable(search.first), Optional.ofNullable(search.last));
  }

  @Override
  public void begin(Path file) {}

  @Override
  public void skip(Path file) {}

  @Override
  public void line(Path file, long number, RawLine raw, boolean mayGrow) {
    try {
      AuditLine line = LineParser.parse(raw.bytes());
      note(line.time());
      if (query.matches(line)) {
        found.accept(line, new String(raw.bytes(), StandardCharsets.UTF_8));
      }
    } catch (UnreadableLineException e) {
      damaged += raw.isEnded() || !mayGrow ? 1 : 0;
    }
  }

  /** Lines stand in the order of their times, unless the clock was set back. */
  private void note(Instant time) {
    first = first == null || time.isBefore(first) ? time : first;
    last = last == null || time.isAfter(last) ? time : last;
  }
}
