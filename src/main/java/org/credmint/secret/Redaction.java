// SPDX-License-Identifier: Apache-2.0
package org.credmint.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes text from elsewhere fit to be logged: an issuer's error body, a tool's error output, a
 * value out of a user's file.
 *
 * <p>Whatever looks like a credential is replaced, control characters are escaped so that nobody
 * can forge a log line or move a terminal's cursor, and the text is cut to a length. It would
 * rather hide too much than too little: a long random-looking word goes even when it was harmless.
 */
public final class Redaction {

  /** Stands where something was hidden. */
  private static final String HIDDEN = "[hidden]";

  /** Looked at per character that may be shown, so that a text of megabytes costs little. */
  private static final int LOOK_PER_SHOWN = 8;

  private static final int LOOK_AT_LEAST = 8_192;

  /** From here on a word of letters and digits is taken for a hash or an identifier with power. */
  private static final int LONG_WORD = 32;

  /** From here on a word that mixes upper case, lower case and digits is taken for random. */
  private static final int MIXED_WORD = 20;

  /** The same for a part of a long word. */
  private static final int MIXED_PART = 8;

  private static final String SECRET_FIELD =
      "(?:access_?token|refresh_?token|id_?token|client_?secret|client_?assertion|assertion"
          + "|subject_?token|actor_?token|token|password|passwd|secret|api_?key|private_?key"
          + "|device_?code|user_?code|code_?verifier|authorization|cookie)";

  /** In JSON also the private members of a key, RFC 7518 §6. */
  private static final String SECRET_MEMBER = "(?:" + SECRET_FIELD + "|d|p|q|dp|dq|qi|k)";

  /**
   * What to hide, in this order; the first group, what tells that a secret follows, is kept. Each
   * pattern begins with something rare and has no quantifier that gives back what it took, so that
   * the time is linear.
   */
  private static final List<Pattern> HIDE =
      List.of(
          Pattern.compile(
              "()-----BEGIN [^-]{0,64}-----.*?(?:-----END [^-]{0,64}-----|\\z)", Pattern.DOTALL),
          Pattern.compile("(\\b(?i:bearer|basic|negotiate) {1,4})[^\\s\"',;]++"),
          Pattern.compile(
              "(\"(?i:" + SECRET_MEMBER + ")\"\\s{0,8}:\\s{0,8})\"(?:[^\"\\\\]|\\\\.)*+(?:\"|\\z)",
              Pattern.DOTALL),
          Pattern.compile("(\\b(?i:code|" + SECRET_FIELD + ")=)[^\\s&\"',;]++"),
          Pattern.compile("()\\beyJ[A-Za-z0-9_=-]++(?:\\.[A-Za-z0-9_=-]*+)*+"));

  /** A word in which a random value may hide: base64, base64url and hexadecimal digits. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9+/_=-]{" + MIXED_WORD + ",}+");

  private Redaction() {}

  /**
   * Cleans a text.
   *
   * @param foreign the text, of any length and content
   * @param maxChars how many characters to return at most, 16 or more
   * @return printable text without anything that looks like a credential; it ends in {@code ...}
   *     when it was cut
   */
  public static String clean(String foreign, int maxChars) {
    String text = withoutSecrets(foreign, maxChars);
    text = WORD.matcher(text).replaceAll(Redaction::replaceWord);
    return escapeAndCut(text, maxChars, foreign.length() > look(maxChars));
  }

  /**
   * The same for a value that may well look random and is no secret, such as a token's id: only
   * what has the form of a credential is hidden.
   *
   * @param foreign the text, of any length and content
   * @param maxChars how many characters to return at most, 16 or more
   */
  public static String printable(String foreign, int maxChars) {
    return escapeAndCut(
        withoutSecrets(foreign, maxChars), maxChars, foreign.length() > look(maxChars));
  }

  private static String withoutSecrets(String foreign, int maxChars) {
    if (maxChars < 16) {
      throw new IllegalArgumentException("maxChars is " + maxChars + ", must be 16 or more");
    }
    int look = look(maxChars);
    String text = foreign.length() > look ? foreign.substring(0, look) : foreign;
    for (Pattern pattern : HIDE) {
      text = pattern.matcher(text).replaceAll("$1" + HIDDEN);
    }
    return text;
  }

  private static int look(int maxChars) {
    return Math.max(LOOK_AT_LEAST, Math.multiplyExact(maxChars, LOOK_PER_SHOWN));
  }

  private static String replaceWord(MatchResult word) {
    return Matcher.quoteReplacement(looksRandom(word.group()) ? HIDDEN : word.group());
  }

  /**
   * A path is not random because it is long: each part between slashes is judged by itself. Base64
   * has slashes too, so that in a long word a shorter part is enough.
   */
  private static boolean looksRandom(String word) {
    int mixedPart = word.length() >= LONG_WORD ? MIXED_PART : MIXED_WORD;
    for (String part : word.split("/", -1)) {
      if (part.length() < mixedPart) {
        continue;
      }
      boolean digit = part.chars().anyMatch(c -> c >= '0' && c <= '9');
      boolean upper = part.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
      boolean lower = part.chars().anyMatch(c -> c >= 'a' && c <= 'z');
      if ((digit && upper && lower) || (part.length() >= LONG_WORD && digit && (upper || lower))) {
        return true;
      }
    }
    return false;
  }

  private static String escapeAndCut(String text, int maxChars, boolean alreadyCut) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars) + 16);
    boolean cut = alreadyCut;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      String shown = isPlain(c) ? Character.toString(c) : escape(c);
      if (out.length() + shown.length() > maxChars) {
        cut = true;
        break;
      }
      out.append(shown);
      i += Character.charCount(c);
    }
    if (cut) {
      out.setLength(Math.min(out.length(), maxChars - 3));
      dropHalfPair(out);
      out.append("...");
    }
    return out.toString();
  }

  private static void dropHalfPair(StringBuilder out) {
    int last = out.length() - 1;
    if (last >= 0 && Character.isHighSurrogate(out.charAt(last))) {
      out.setLength(last);
    }
  }

  private static boolean isPlain(int c) {
    if (c >= ' ' && c < 0x7f) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u{%x}", c);
    };
  }
}
