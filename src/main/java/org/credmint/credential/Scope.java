// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One right that a token gives: an authorization, and for most of them the path it is limited to.
 *
 * <p>A path is absolute and normalised (WLCG Common JWT Profile 1.3 section 2.2.1): no empty,
 * {@code .} or {@code ..} segment, no percent-encoding of a character that needs none, of a percent
 * sign, a slash, a backslash or a control character, and none that is not UTF-8. Verifiers in use
 * disagree on what such paths mean, and some read a missing path as {@code /}, so each of these is
 * an error and never repaired.
 *
 * @param authorization what may be done, such as {@code storage.read}
 * @param path where, starting with {@code /}; empty for an authorization that takes none, such as
 *     {@code compute.read}
 */
public record Scope(String authorization, String path) {
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final BitSet LETTER_OR_DIGIT = setOf(LETTERS_AND_DIGITS);
  private static final BitSet AUTHORIZATION = setOf(LETTERS_AND_DIGITS + "._-");

  /** What RFC 3986, section 2.3, calls unreserved: a percent-encoding of these is needless. */
  private static final BitSet UNRESERVED = setOf(LETTERS_AND_DIGITS + "._~-");

  /** What may stand in a segment as it is (RFC 3986, section 3.3). */
  private static final BitSet SEGMENT = setOf(LETTERS_AND_DIGITS + "._~!$&'()*+,;=:@-");

  private static final BitSet DIGITS = setOf("0123456789ABCDEF");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Set<String> NEEDS_PATH = Set.of("read", "write");

  /**
   * Checks what {@link #parse} checks.
   *
   * @throws IllegalArgumentException with the reason
   */
  public Scope {
    flaw(authorization, path)
        .ifPresent(
            flaw -> {
              throw new IllegalArgumentException(flaw);
            });
  }

  /**
   * Reads {@code authorization} or {@code authorization:/path}.
   *
   * @throws InvalidScopeException with the reason, where a verifier could read the text as a wider
   *     right than meant
   */
  public static Scope parse(String text) throws InvalidScopeException {
    int colon = text.indexOf(':');
    if (colon == text.length() - 1 && colon >= 0) {
      throw new InvalidScopeException(text, "has a colon but no path");
    }
    try {
      return colon < 0
          ? new Scope(text, "")
          : new Scope(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw new InvalidScopeException(text, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads scopes between blanks, as they stand in a {@code scope} claim (RFC 8693, section 4.2).
   *
   * @return in their order, repetitions included; empty for a blank text
   * @throws InvalidScopeException for the first that {@link #parse} refuses
   */
  public static List<Scope> parseAll(String text) throws InvalidScopeException {
    List<Scope> scopes = new ArrayList<>();
    for (String word : BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).toList()) {
      scopes.add(parse(word));
    }
    return scopes;
  }

  /**
   * Whether a text can stand in a path segment as it is: it is not empty, and each character is one
   * that no reader takes for another or for an end.
   */
  public static boolean fitsIntoSegment(String text) {
    return !text.isEmpty() && isAllOf(text, SEGMENT);
  }

  /** Whether a path segment can hold the character as it is. */
  static boolean isOfSegment(char c) {
    return SEGMENT.get(c);
  }

  /**
   * Whether this right includes the other: the same authorization, and the same path or one below
   * it, segment by segment and as the paths are written. A slash at the end says nothing. An
   * authorization without a path covers only itself without a path.
   */
  public boolean covers(Scope other) {
    if (!authorization.equals(other.authorization) || path.isEmpty() != other.path.isEmpty()) {
      return false;
    }
    int length = lengthWithoutEnd(path);
    int otherLength = lengthWithoutEnd(other.path);
    return other.path.regionMatches(0, path, 0, length)
        && otherLength >= length
        && (otherLength == length || other.path.charAt(length) == '/');
  }

  private static int lengthWithoutEnd(String path) {
    return path.endsWith("/") ? path.length() - 1 : path.length();
  }

  private static Optional<String> flaw(String authorization, String path) {
    if (authorization.isEmpty()
        || !LETTER_OR_DIGIT.get(authorization.charAt(0))
        || !isAllOf(authorization, AUTHORIZATION)) {
      return Optional.of("has no valid authorization before the colon");
    }
    if (path.isEmpty()) {
      boolean needsPath =
          NEEDS_PATH.contains(authorization) || authorization.startsWith("storage.");
      return needsPath
          ? Optional.of(
              "has no path, which verifiers read as '/'; write " + authorization + ":/path")
          : Optional.empty();
    }
    if (path.charAt(0) != '/') {
      return Optional.of("has a path that does not start with '/'");
    }
    return flawOfPath(path);
  }

  private static Optional<String> flawOfPath(String path) {
    int start = 1;
    // A slash at the end closes the last segment and opens none.
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      Optional<String> flaw = flawOfSegment(path.substring(start, end));
      if (flaw.isPresent()) {
        return flaw;
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static Optional<String> flawOfSegment(String segment) {
    if (segment.isEmpty()) {
      return Optional.of("has an empty path segment");
    }
    if (segment.equals(".") || segment.equals("..")) {
      return Optional.of("has the path segment '" + segment + "'");
    }
    for (int i = 0; i < segment.length(); i++) {
      if (segment.charAt(i) == '%' && isEncoding(segment, i)) {
        i += 2;
      } else if (!SEGMENT.get(segment.charAt(i))) {
        return Optional.of(
            "has a character that must be percent-encoded with upper-case hex digits");
      }
    }
    return segment.indexOf('%') < 0 || decodesToItself(segment)
        ? Optional.empty()
        : Optional.of("percent-encodes a character that verifiers may decode to a different path");
  }

  /** Whether a percent sign is followed by two digits as RFC 3986, section 2.1, prefers them. */
  private static boolean isEncoding(String segment, int percent) {
    return percent + 2 < segment.length()
        && DIGITS.get(segment.charAt(percent + 1))
        && DIGITS.get(segment.charAt(percent + 2));
  }

  /** Whether its encodings are all needed, and none could become a part of the path's form. */
  private static boolean decodesToItself(String segment) {
    for (int at = segment.indexOf('%'); at >= 0; at = segment.indexOf('%', at + 1)) {
      int decoded = Integer.parseInt(segment, at + 1, at + 3, 16);
      boolean control = decoded < ' ' || decoded == 0x7f;
      if (control || UNRESERVED.get(decoded) || "/\\%".indexOf(decoded) >= 0) {
        return false;
      }
    }
    return isUtf8(segment);
  }

  /** Whether the encoded bytes are UTF-8; others could be a dot or a slash to a lax reader. */
  private static boolean isUtf8(String segment) {
    ByteBuffer bytes = ByteBuffer.allocate(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      bytes.put((byte) (c == '%' ? Integer.parseInt(segment, i + 1, i + 3, 16) : c));
      i += c == '%' ? 2 : 0;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The number of characters of {@link #toString}. */
  public int length() {
    return authorization.length() + (path.isEmpty() ? 0 : 1 + path.length());
  }

  private static boolean isAllOf(String text, BitSet allowed) {
    for (int i = 0; i < text.length(); i++) {
      if (!allowed.get(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static BitSet setOf(String characters) {
    BitSet set = new BitSet();
    characters.chars().forEach(set::set);
    return set;
  }

  /** The form that stands in a token's {@code scope} claim. */
  @Override
  public String toString() {
    return path.isEmpty() ? authorization : authorization + ":" + path;
  }
}
