// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file of a credential, as this monitor, the stock one or a user wrote it: a JSON object
 * with an {@code access_token}, or a bare token, which may have comment lines with {@code #} before
 * it, as HTCondor's transfer plugin allows.
 *
 * <p>Whatever the file holds, there is an answer and no exception, and the time is linear in the
 * size.
 */
public final class TokenFileParser {
  /** HTCondor's own daemons take 16 KiB. */
  private static final int MAX_BYTES = 65_536;

  private TokenFileParser() {}

  /** Reads a file's content; changes and keeps nothing of it. */
  public static CredentialReading read(byte[] file) {
    try {
      boolean isJson = isJson(file);
      return locate(file, isJson).read(isJson);
    } catch (MalformedTokenException e) {
      return new Unreadable(e.reason());
    }
  }

  /**
   * Whether the token in a file was signed by this key, with the key's algorithm whatever the
   * header says.
   *
   * @param signatureProvider verify
   * @return false also where there is no token
   */
  public static boolean isSignedBy(
      byte[] file, SigningKey key, SignatureProvider signatureProvider) {
    try {
      boolean isJson = isJson(file);
      CompactJws token = locate(file, isJson);
      token.read(isJson); // what is refused here is nobody's
      return token.isSignedBy(key, signatureProvider);
    } catch (MalformedTokenException e) {
      return false;
    }
  }

  private static boolean isJson(byte[] file) throws MalformedTokenException {
    if (file.length > MAX_BYTES) {
      throw new MalformedTokenException("the file is larger than " + MAX_BYTES + " bytes");
    }
    for (byte b : file) {
      if (!isBlank(b)) {
        return b == '{';
      }
    }
    throw new MalformedTokenException("the file is empty");
  }

  private static CompactJws locate(byte[] file, boolean isJson) throws MalformedTokenException {
    return CompactJws.of(isJson ? inJson(file) : bare(file));
  }

  private static String inJson(byte[] file) throws MalformedTokenException {
    Map<String, @Nullable Object> object = StrictJson.object(file);
    if (!object.containsKey("access_token")) {
      throw new MalformedTokenException("the JSON object has no access_token");
    }
    if (object.get("access_token") instanceof String token) {
      return token;
    }
    throw new MalformedTokenException("access_token is not a single string");
  }

  /** The lines of a file of bare tokens, without blanks at their ends, comments and empty lines. */
  public static List<String> lines(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  private static String bare(byte[] file) throws MalformedTokenException {
    List<String> lines = lines(file);
    if (lines.isEmpty()) {
      throw new MalformedTokenException("the file contains only comments");
    }
    if (lines.size() > 1) {
      throw new MalformedTokenException("the file contains more than one line");
    }
    return lines.get(0);
  }

  /** White space of C, which token discovery strips (WLCG Bearer Token Discovery). */
  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
