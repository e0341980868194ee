package org.credmint.issue;

import org.credmint.credential.SigningAlgorithm;
import org.credmint.issue.TokenReading.Unreadable;
import org.credmint.json.JsonReader;
import org.credmint.json.NotReadable;
import org.credmint.key.Signatures;
import org.credmint.key.SigningKey;

/**
 * Reads the file of a credential, as this monitor, the stock one or a user wrote it: a JSON object
 * with an {@code access_token}, or a bare token, which may have comment lines with {@code #} before
 * it, as HTCondor's transfer plugin allows.
 *
 * <p>Whatever the file holds, there is an answer and no exception, and the time is linear in the
 * size.
 */
public final class TokenReader {
  /** HTCondor's own daemons take 16 KiB. */
  private static final int MAX_BYTES = 65_536;

  private TokenReader() {}

  /** Reads a file's content; changes and keeps nothing of it. */
  public static TokenReading read(byte[] file) {
    try {
      return parse(locate(file));
    } catch (NotReadable e) {
      return new Unreadable(e.reason());
    }
  }

  /**
   * Whether the token in a file was signed by this key, with the key's algorithm whatever the
   * header says.
   *
   * @param signatures verify
   * @return false also where there is no token
   */
  public static boolean isSignedBy(byte[] file, SigningKey key, Signatures signatures) {
    try {
      CompactToken token = locate(file);
      SigningAlgorithm algorithm = key.algorithm();
      return parse(token).algorithm().equals(algorithm.name())
          && signatures.verifies(key, token.signedPart(), token.signature());
    } catch (NotReadable e) {
      return false;
    }
  }

  private static UnverifiedToken parse(CompactToken token) throws NotReadable {
    token.signature();
    TokenHeader header = TokenHeader.parse(token.header());
    return new UnverifiedToken(
        new ClaimsParser().parse(token.claims()),
        header.algorithm(),
        header.keyId(),
        token.isJson());
  }

  private static CompactToken locate(byte[] file) throws NotReadable {
    if (file.length > MAX_BYTES) {
      throw new NotReadable("the file is larger than " + MAX_BYTES + " bytes");
    }
    int start = afterBlanks(file, 0, file.length);
    if (start == file.length) {
      throw new NotReadable("the file is empty");
    }
    return file[start] == '{' ? inJson(file) : bare(file);
  }

  private static CompactToken inJson(byte[] file) throws NotReadable {
    JsonReader json = new JsonReader(file);
    byte[] token = null;
    json.beginObject();
    while (json.nextMember()) {
      if (!json.name().equals("access_token")) {
        json.skip();
      } else if (token != null || !json.isString()) {
        throw new NotReadable("access_token is not a single string");
      } else {
        token = json.stringBytes();
      }
    }
    json.end();
    if (token == null) {
      throw new NotReadable("the JSON object has no access_token");
    }
    return CompactToken.of(token, 0, token.length, true);
  }

  private static CompactToken bare(byte[] file) throws NotReadable {
    CompactToken token = null;
    int lineEnd;
    for (int from = 0; from < file.length; from = lineEnd + 1) {
      lineEnd = CompactToken.indexOf(file, '\n', from, file.length);
      int first = afterBlanks(file, from, lineEnd);
      if (first == lineEnd || file[first] == '#') {
        continue;
      }
      if (token != null) {
        throw new NotReadable("the file contains more than one line");
      }
      token = CompactToken.of(file, first, withoutBlanks(file, first, lineEnd), false);
    }
    if (token == null) {
      throw new NotReadable("the file contains only comments");
    }
    return token;
  }

  /** The first place that holds no blank; the end where all do. */
  private static int afterBlanks(byte[] file, int from, int end) {
    int at = from;
    while (at < end && isBlank(file[at])) {
      at++;
    }
    return at;
  }

  /** The end without the blanks before it. */
  private static int withoutBlanks(byte[] file, int from, int end) {
    int at = end;
    while (at > from && isBlank(file[at - 1])) {
      at--;
    }
    return at;
  }

  /** White space of C, which token discovery strips (WLCG Bearer Token Discovery). */
  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
