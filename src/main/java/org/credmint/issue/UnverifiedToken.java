// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.util.Optional;
import org.credmint.credential.Description;
import org.credmint.credential.TokenClaims;

/**
 * What a token says of itself. Anybody could have written it: nothing of it may be relied on before
 * {@link TokenFileParser#isSignedBy} says whose it is. It holds no secret.
 *
 * @param claims its claims
 * @param algorithm {@code alg} of its header, as it stands there
 * @param keyId {@code kid} of its header; empty where there is none
 * @param json whether it stands in a JSON object; bare otherwise
 */
public record UnverifiedToken(
    TokenClaims claims, String algorithm, Optional<String> keyId, boolean json)
    implements CredentialReading.Decoded {
  @Override
  public Description description() {
    return claims.described(keyId.orElse(""));
  }
}
