// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.util.Locale;

/** Text that stays within one line of a log. */
public final class LogText {

  /** Far more than any message has; whatever is longer would hide the others. */
  private static final int MOST_CHARS = 16_384;

  private static final String CUT = "...";

  private LogText() {}

  /** The text with control characters escaped, and cut when it is endless. */
  public static String oneLine(String text) {
    if (text.length() <= MOST_CHARS && isPlain(text)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    text.chars().limit(MOST_CHARS).forEach(c -> append(line, (char) c));
    return text.length() > MOST_CHARS ? line.append(CUT).toString() : line.toString();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' || c > '~') && isControl(c)) {
        return false;
      }
    }
    return true;
  }

  private static void append(StringBuilder line, char c) {
    if (c == '\n') {
      line.append("\\n");
    } else if (isControl(c)) {
      line.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
    } else {
      line.append(c);
    }
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
