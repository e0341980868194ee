// SPDX-License-Identifier: Apache-2.0
package org.credmint.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.line.LineHash;
import org.credmint.audit.line.LineParser;
import org.credmint.audit.line.LineWriter;
import org.credmint.audit.line.UnreadableLineException;
import org.credmint.credential.JobId;

/**
 * What a command wants the daemon to add to the audit log: a file in the control directory, written
 * like a line of the log.
 */
public final class RecordFile {
  private static final String SUFFIX = ".record";
  private static final String ANSWER = ".answer";

  private RecordFile() {}

  /** Whether a file of this name holds a record. */
  public static boolean is(String name) {
    return name.endsWith(SUFFIX) && name.charAt(0) != '.';
  }

  /**
   * Leaves a record for the daemon.
   *
   * @param id tells it from others
   * @return the file's name; it is gone when the record is in the audit log
   * @throws IOException where it cannot be written; the message says why
   */
  public static String leave(ControlDirectory directory, String id, Instant now, AuditEntry entry)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(LineWriter.entry(LineWriter.shown(now), entry));
    text.writeBytes(LineWriter.complete(LineHash.NONE));
    String name = id + SUFFIX;
    directory.write(name, text.toByteArray());
    return name;
  }

  /** The name of the file that answers the record of a name. */
  public static String answerTo(String name) {
    return name.substring(0, name.length() - SUFFIX.length()) + ANSWER;
  }

  /**
   * Reads a record.
   *
   * @throws IOException where it is none; the message says so
   */
  public static AuditEntry parse(byte[] content) throws IOException {
    try {
      AuditLine line = LineParser.parse(content);
      AuditEntry.Act act =
          Arrays.stream(AuditEntry.Act.values())
              .filter(one -> one.word().equals(line.act()))
              .findFirst()
              .orElseThrow(() -> new IOException("its act is not known"));
      Optional<JobId> job = JobId.parse(line.job());
      return new AuditEntry(
          act,
          line.provider(),
          line.user(),
          job,
          line.target(),
          line.claims(),
          line.rule(),
          line.outcome());
    } catch (UnreadableLineException e) {
      throw new IOException("it is not a record: " + e.getMessage(), e);
    }
  }
}
