// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.util.List;

/**
 * The attributes of a job by which its user asks for less than the job could have, such as {@code
 * +CredmintScope_scitokens = "storage.read:/data/run7"}. They only ever narrow.
 *
 * @param scope names a string: scopes, separated by blanks
 * @param audience names a string: audiences, separated by blanks
 * @param lifetime names an integer: seconds
 */
public record NarrowingAttributes(String scope, String audience, String lifetime) {
  /**
   * The attributes for one provider.
   *
   * @param provider its name; characters that a ClassAd attribute cannot have become underscores
   */
  public static NarrowingAttributes of(String provider) {
    String suffix = provider.replaceAll("[^A-Za-z0-9_]", "_");
    return new NarrowingAttributes(
        "CredmintScope_" + suffix, "CredmintAudience_" + suffix, "CredmintLifetime_" + suffix);
  }

  /** All of them. */
  public List<String> attributes() {
    return List.of(scope, audience, lifetime);
  }
}
