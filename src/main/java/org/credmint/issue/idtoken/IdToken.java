// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.idtoken;

import java.nio.charset.StandardCharsets;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.UnverifiedToken;

/**
 * What an IDTOKEN says of itself, not verified. It holds no secret.
 *
 * @param token what was read
 */
public record IdToken(UnverifiedToken token) implements CredentialReading.Decoded {
  private static final String ALGORITHM = "HS256";

  /** Reads a file that is to hold one IDTOKEN and nothing else; comments are passed over. */
  static CredentialReading read(byte[] file) {
    CredentialReading reading = TokenFileParser.read(file);
    if (!(reading instanceof UnverifiedToken token)) {
      return reading;
    }
    if (token.json()) {
      return new Unreadable("it is in a JSON object, which HTCondor does not read as an IDTOKEN");
    }
    return token.algorithm().equals(ALGORITHM)
        ? new IdToken(token)
        : new Unreadable("it is not signed as IDTOKENs are, with " + ALGORITHM);
  }

  /** The token's line in a file that {@link #read} took for one. */
  static String lineOf(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .orElse("");
  }

  /** {@code kid}; empty where there is none. */
  String keyId() {
    return token.keyId().orElse("");
  }

  @Override
  public Description description() {
    Description said = token.description();
    return new Description(
        CredentialKind.IDTOKEN,
        said.issuer(),
        keyId(),
        said.serial(),
        said.subject(),
        said.audiences(),
        said.scope(),
        said.issuedAt(),
        said.expiresAt());
  }
}
