// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

/**
 * One thing that has to be in order for a credential to reach its reader.
 *
 * @param name what it is, such as {@code policy}
 * @param verdict whether it is in order
 * @param text what was found, as a sentence without its full stop
 * @param command what to run next; empty where it is in order
 */
public record Link(String name, Verdict verdict, String text, String command) {
  /** Whether a link is in order. */
  public enum Verdict {
    /** It is. */
    OK,
    /** Nobody can tell. */
    UNKNOWN,
    /** It is not. */
    FAULT
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
