// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

/**
 * Which credential of which user: the name under which HTCondor asks for it.
 *
 * @param user the user's name as the credd stores it: the owner without a domain; not empty
 * @param provider the provider that issues it, such as {@code scitokens}; not empty
 * @param handle what tells two credentials of one provider apart; empty where the user asked for
 *     none
 */
public record CredentialId(String user, String provider, String handle)
    implements Comparable<CredentialId> {

  /**
   * Checks that user and service are named.
   *
   * @throws IllegalArgumentException where one is empty
   */
  public CredentialId {
    if (user.isEmpty() || provider.isEmpty()) {
      throw new IllegalArgumentException("a credential has a user and a service");
    }
  }

  /** The name on disk without its suffix: {@code service} or {@code service_handle}. */
  public String stem() {
    return handle.isEmpty() ? provider : provider + "_" + handle;
  }

  /** By user, then by the name on disk; consistent with equals. */
  @Override
  public int compareTo(CredentialId other) {
    int byUser = user.compareTo(other.user);
    int byName = byUser != 0 ? byUser : stem().compareTo(other.stem());
    return byName != 0 ? byName : provider.compareTo(other.provider);
  }

  /** {@code user/service_handle}, the form that logs and commands print. */
  @Override
  public String toString() {
    return user + "/" + stem();
  }
}
