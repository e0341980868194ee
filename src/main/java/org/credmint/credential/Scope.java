package org.credmint.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One right that a token gives: an authorization, and for most of them the path it is limited to.
 *
 * <p>A path is absolute and normalised (WLCG Common JWT Profile 1.3 section 2.2.1): no empty,
 * {@code .} or {@code ..} segment, no percent-encoding of a character that needs none, of a slash
 * or of a backslash. Verifiers in use disagree on what such paths mean, and some read a missing
 * path as {@code /}, so each of these is an error and never repaired.
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
      Pattern.compile("%(?:2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A]|2F|5C|[01][0-9A-F]|7F)");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Set<String> NEEDS_PATH = Set.of("read", "write");

  /**
   * Reads {@code authorization} or {@code authorization:/path}.
   *
   * @throws InvalidScope with the reason, where a verifier could read the text as a wider right
   *     than meant
   */
  public static Scope parse(String text) throws InvalidScope {
    int colon = text.indexOf(':');
    String authorization = colon < 0 ? text : text.substring(0, colon);
    if (!AUTHORIZATION.matcher(authorization).matches()) {
      throw new InvalidScope(text, "has no valid authorization before the colon");
    }
    if (colon < 0) {
      if (NEEDS_PATH.contains(authorization) || authorization.startsWith("storage.")) {
        throw new InvalidScope(
            text, "has no path, which verifiers read as '/'; write " + authorization + ":/path");
      }
      return new Scope(authorization, "");
    }
    String path = text.substring(colon + 1);
    checkPath(text, path);
    return new Scope(authorization, path);
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

  private static void checkPath(String scope, String path) throws InvalidScope {
    if (!path.startsWith("/")) {
      throw new InvalidScope(scope, "has a path that does not start with '/'");
    }
    if (path.equals("/")) {
      return;
    }
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    for (String segment : trimmed.substring(1).split("/", -1)) {
      checkSegment(scope, segment);
    }
  }

  private static void checkSegment(String scope, String segment) throws InvalidScope {
    if (segment.isEmpty()) {
      throw new InvalidScope(scope, "has an empty path segment");
    }
    if (segment.equals(".") || segment.equals("..")) {
      throw new InvalidScope(scope, "has the path segment '" + segment + "'");
    }
    if (!SEGMENT.matcher(segment).matches()) {
      throw new InvalidScope(scope, "has a character that a path segment must percent-encode");
    }
    if (NEEDLESS_ENCODING.matcher(segment).find()) {
      throw new InvalidScope(scope, "percent-encodes a character that verifiers may decode");
    }
  }

  /** The form that stands in a token's {@code scope} claim. */
  @Override
  public String toString() {
    return path.isEmpty() ? authorization : authorization + ":" + path;
  }
}
