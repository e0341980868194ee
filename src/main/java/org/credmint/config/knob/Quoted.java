// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in which double quotes hold together what would otherwise be divided: names of groups as
 * directories give them, such as {@code "domain users"}. A backslash is an ordinary character, as
 * in {@code DOMAIN\group}; a name cannot contain a double quote.
 */
public final class Quoted {
  private static final char QUOTE = '"';

  private Quoted() {}

  /** The pieces between separators that stand outside quotes; quotes stay. Never none. */
  public static List<String> split(String text, char separator) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      inside ^= c == QUOTE;
      if (c == separator && !inside) {
        pieces.add(text.substring(start, i));
        start = i + 1;
      }
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  /** The first separator outside quotes; -1 for none. */
  public static int indexOf(String text, char separator) {
    int end = split(text, separator).get(0).length();
    return end < text.length() ? end : -1;
  }

  /**
   * The words of a text, without their quotes.
   *
   * @param divisors what stands between words, besides blanks
   * @throws InvalidKnobValueException for a quote without its partner, quotes with nothing between,
   *     and quotes around a part of a word only
   */
  public static List<String> words(String text, String divisors) throws InvalidKnobValueException {
    check(text);
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (isDivisor(text.charAt(at), divisors)) {
        at++;
        continue;
      }
      int end = endOfWord(text, at, divisors);
      words.add(unquoted(text.substring(at, end)));
      at = end;
    }
    return words;
  }

  private static int endOfWord(String text, int from, String divisors) {
    boolean inside = false;
    int at = from;
    while (at < text.length() && (inside || !isDivisor(text.charAt(at), divisors))) {
      inside ^= text.charAt(at) == QUOTE;
      at++;
    }
    return at;
  }

  private static boolean isDivisor(char c, String divisors) {
    return Character.isWhitespace(c) || divisors.indexOf(c) >= 0;
  }

  /** A word without the quotes around it. */
  static String unquoted(String word) throws InvalidKnobValueException {
    check(word);
    if (word.indexOf(QUOTE) < 0) {
      return word;
    }
    boolean whole = word.length() > 2 && word.indexOf(QUOTE, 1) == word.length() - 1;
    if (word.charAt(0) != QUOTE || !whole) {
      throw new InvalidKnobValueException(
          "has quotes that do not enclose a whole name: " + Values.shown(word),
          "put each name in its own pair of double quotes");
    }
    return word.substring(1, word.length() - 1);
  }

  /** Refuses a text with a quote that has no partner. */
  static void check(String text) throws InvalidKnobValueException {
    if (text.chars().filter(c -> c == QUOTE).count() % 2 != 0) {
      throw new InvalidKnobValueException(
          "has a double quote without its partner", "close the quotes after the name");
    }
  }

  /** A name as it has to be written: in quotes where it would be divided otherwise. */
  public static String shown(String name) {
    boolean plain = name.chars().noneMatch(c -> Character.isWhitespace(c) || ",;:".indexOf(c) >= 0);
    return plain ? name : QUOTE + name + QUOTE;
  }
}
