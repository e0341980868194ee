// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of the audit log's older files: {@code CredmintAuditLog.20261122T103058Z}, in UTC. Each
 * is later than those before it, whatever the clock says, so that their order is that of their
 * names.
 */
public final class FileNaming {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern STAMP_FORM = Pattern.compile("[0-9]{8}T[0-9]{6}Z");

  private final String name;

  public FileNaming(String name) {
    this.name = name;
  }

  /** Those of these names that are older files of the audit log, the oldest first. */
  public List<String> olderIn(Collection<String> names) {
    return names.stream().filter(this::isOlder).sorted().toList();
  }

  private boolean isOlder(String other) {
    return other.startsWith(name + ".") && isStamp(other.substring(name.length() + 1));
  }

  private static boolean isStamp(String text) {
    try {
      return STAMP_FORM.matcher(text).matches() && STAMP.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /**
   * The stamp for the next file.
   *
   * @param older what there is, the oldest first
   */
  public String nextStamp(Instant now, List<String> older) {
    String stamp = STAMP.format(now);
    if (older.isEmpty()) {
      return stamp;
    }
    String newest = older.get(older.size() - 1).substring(name.length() + 1);
    return stamp.compareTo(newest) > 0 ? stamp : after(newest);
  }

  /** Those of some older files that were put away before a time. */
  public List<String> before(Instant time, List<String> older) {
    String limit = name + "." + STAMP.format(time);
    return older.stream().filter(one -> one.compareTo(limit) < 0).toList();
  }

  private static String after(String stamp) {
    return STAMP.format(STAMP.parse(stamp, Instant::from).plusSeconds(1));
  }
}
