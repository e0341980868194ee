// SPDX-License-Identifier: Apache-2.0
package org.credmint.revocation;

import java.time.Instant;
import java.util.Optional;
import org.credmint.request.CredentialFilter;
import org.credmint.request.Request;

/**
 * Something that is taken back. What is given must all match.
 *
 * @param id by which it is lifted; letters and digits
 * @param filter which credentials
 * @param tokenId {@code jti}: only the token with this ID, which is replaced by another one
 * @param keyId {@code kid}: only what is signed with this key
 * @param since when it was taken back
 * @param reason why, on one line; users may read it
 * @param by who did, such as {@code root}
 * @param withdraw whether files are removed at once, from running jobs too
 */
public record Revocation(
    String id,
    CredentialFilter filter,
    Optional<String> tokenId,
    Optional<String> keyId,
    Instant since,
    String reason,
    String by,
    boolean withdraw) {

  /** Whether it stops what a request asks for; one of a single token replaces that instead. */
  boolean stops(Request request, Optional<String> signingKeyId) {
    return tokenId.isEmpty()
        && filter.matches(request)
        && keyId.filter(id -> !signingKeyId.equals(Optional.of(id))).isEmpty();
  }

  /** What it takes back, such as {@code user alice, provider chem}. */
  public String what() {
    String text = filter.toString();
    String separated = text.isEmpty() ? "" : text + ", ";
    if (tokenId.isPresent()) {
      return separated + "token " + tokenId.get();
    }
    return keyId.isPresent() ? separated + "key " + keyId.get() : text;
  }
}
