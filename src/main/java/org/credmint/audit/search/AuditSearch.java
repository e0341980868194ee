// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.line.AuditLineReader.RawLine;
import org.credmint.audit.line.LineParser;
import org.credmint.audit.line.UnreadableLineException;

/** Looks for lines in an audit log, in bounded memory. It does not follow the chain. */
final class AuditSearch implements AuditFiles.Visitor {
  private final AuditQuery query;
  private final BiConsumer<AuditLine, String> found;
  private long damaged;

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
   * @return how many lines are damaged, so that nobody knows what they said
   * @throws IOException when a file cannot be read
   */
  static long find(AuditFiles files, AuditQuery query, BiConsumer<AuditLine, String> found)
      throws IOException {
    AuditSearch search = new AuditSearch(query, found);
    files.walk(search);
    return search.damaged;
  }

  @Override
  public void begin(Path file) {}

  @Override
  public void skip(Path file) {}

  @Override
  public void line(Path file, long number, RawLine raw, boolean mayGrow) {
    try {
      AuditLine line = LineParser.parse(raw.bytes());
      if (query.matches(line)) {
        found.accept(line, new String(raw.bytes(), StandardCharsets.UTF_8));
      }
    } catch (UnreadableLineException e) {
      damaged += raw.isEnded() || !mayGrow ? 1 : 0;
    }
  }
}
