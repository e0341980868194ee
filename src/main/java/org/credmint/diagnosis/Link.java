// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.util.regex.Pattern;
import org.credmint.secret.Redaction;

/**
 * One thing that has to be in order for a credential to reach its reader.
 *
 * @param name what it is, such as {@code policy}
 * @param verdict whether it is in order
 * @param text what was found, as a sentence without its full stop
 * @param command what to run next; empty where it is in order
 */
public record Link(String name, Verdict verdict, String text, String command) {
  private static final int LONGEST = 4_000;

  /** What no shell takes for anything but itself. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  /** Makes texts fit for a terminal: users choose names, and the claims of tokens. */
  public Link {
    text = printable(text);
    command = printable(command);
  }

  /** Whether a link is in order. */
  public enum Verdict {
    /** It is. */
    OK,
    /** Nobody can tell. */
    UNKNOWN,
    /** It is not. */
    FAULT
  }

  static String printable(String text) {
    return Redaction.printable(text, LONGEST);
  }

  /** A path or a name as one word of a shell's command line. */
  public static String word(Object any) {
    String text = any.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** A link that is in order. */
  public static Link ok(String name, String text) {
    return new Link(name, Verdict.OK, text, "");
  }

  /** A link of which nobody can tell. */
  public static Link unknown(String name, String text, String command) {
    return new Link(name, Verdict.UNKNOWN, text, command);
  }

  /** A link that is broken. */
  public static Link fault(String name, String text, String command) {
    return new Link(name, Verdict.FAULT, text, command);
  }
}
