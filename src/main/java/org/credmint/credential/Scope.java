package org.credmint.credential;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
  private static final Pattern AUTHORIZATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SEGMENT =
      Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})+");
  private static final Pattern NEEDLESS_ENCODING =
      Pattern.compile("%(?:2[5DEF]|5[FC]|7[EF]|3[0-9]|[46][1-9A-F]|[57][0-9A]|[01][0-9A-F])");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern SLASH = Pattern.compile("/");
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
   * @throws InvalidScope with the reason, where a verifier could read the text as a wider right
   *     than meant
   */
  public static Scope parse(String text) throws InvalidScope {
    int colon = text.indexOf(':');
    if (colon == text.length() - 1 && colon >= 0) {
      throw new InvalidScope(text, "has a colon but no path");
    }
    try {
      return colon < 0
          ? new Scope(text, "")
          : new Scope(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw new InvalidScope(text, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads scopes between blanks, as they stand in a {@code scope} claim (RFC 8693, section 4.2).
   *
   * @return in their order, repetitions included; empty for a blank text
   * @throws InvalidScope for the first that {@link #parse} refuses
   */
  public static List<Scope> parseAll(String text) throws InvalidScope {
    List<Scope> scopes = new ArrayList<>();
    for (String word : BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).toList()) {
      scopes.add(parse(word));
    }
    return scopes;
  }

  private static Optional<String> flaw(String authorization, String path) {
    if (!AUTHORIZATION.matcher(authorization).matches()) {
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
    if (!path.startsWith("/")) {
      return Optional.of("has a path that does not start with '/'");
    }
    return path.equals("/") ? Optional.empty() : segments(path).flatMap(Scope::flaw).findFirst();
  }

  /** The segments of a path; a slash at its end makes none. */
  private static Stream<String> segments(String path) {
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    // A pattern drops empty segments at the end, so that a second slash there needs a character.
    String inner = path.substring(1, end);
    return inner.endsWith("/") ? Stream.of("") : SLASH.splitAsStream(inner);
  }

  private static Stream<String> flaw(String segment) {
    if (segment.isEmpty()) {
      return Stream.of("has an empty path segment");
    }
    if (segment.equals(".") || segment.equals("..")) {
      return Stream.of("has the path segment '" + segment + "'");
    }
    if (!SEGMENT.matcher(segment).matches()) {
      return Stream.of("has a character that a path must percent-encode, in capital digits");
    }
    if (NEEDLESS_ENCODING.matcher(segment).find() || !isUtf8(segment)) {
      return Stream.of("percent-encodes what verifiers may decode to another path");
    }
    return Stream.empty();
  }

  /** Whether the encoded bytes are UTF-8; others could be a dot or a slash to a lax reader. */
  private static boolean isUtf8(String segment) {
    if (segment.indexOf('%') < 0) {
      return true;
    }
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

  /** The form that stands in a token's {@code scope} claim. */
  @Override
  public String toString() {
    return path.isEmpty() ? authorization : authorization + ":" + path;
  }
}
