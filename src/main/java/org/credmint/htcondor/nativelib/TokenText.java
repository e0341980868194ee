// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import java.util.Base64;
import java.util.Optional;

/**
 * Sees to it that only text that looks like a token reaches libSciTokens. A zero byte would end the
 * text for C and not for others, and the library's JSON parser of some releases calls itself for
 * each bracket, until the process dies.
 */
final class TokenText {

  /** Four times what HTCondor reads from a token file. */
  private static final int MOST_BYTES = 65_536;

  /** A token of any known kind has less than ten. */
  private static final int MOST_BRACKETS = 100;

  private static final int PARTS = 3;

  private TokenText() {}

  /** Why the library should not see this; empty where it may. */
  static Optional<String> whyUnfit(byte[] token) {
    if (token.length == 0 || token.length > MOST_BYTES) {
      return Optional.of("a token has 1 to " + MOST_BYTES + " bytes, this one has " + token.length);
    }
    int dots = 0;
    for (byte b : token) {
      if (b <= ' ' || b == 0x7f) {
        return Optional.of("a token has printable ASCII characters only");
      }
      dots += b == '.' ? 1 : 0;
    }
    if (dots != PARTS - 1) {
      return Optional.of("a token has three parts separated by dots, this one has " + (dots + 1));
    }
    return whyUnfitParts(token);
  }

  private static Optional<String> whyUnfitParts(byte[] token) {
    int start = 0;
    for (int part = 1; part < PARTS; part++) {
      int end = start;
      while (token[end] != '.') {
        end++;
      }
      byte[] encoded = new byte[end - start];
      System.arraycopy(token, start, encoded, 0, encoded.length);
      try {
        if (brackets(Base64.getUrlDecoder().decode(encoded)) > MOST_BRACKETS) {
          return Optional.of("part " + part + " of the token is nested too deeply");
        }
      } catch (IllegalArgumentException e) {
        return Optional.of("part " + part + " of the token is not in base64url");
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static int brackets(byte[] json) {
    int brackets = 0;
    for (byte b : json) {
      brackets += b == '[' || b == '{' ? 1 : 0;
    }
    return brackets;
  }
}
