package org.credmint.credential;

/**
 * Which credential of which user: the name under which HTCondor asks for it.
 *
 * @param user the user's name as the credd stores it: the owner without a domain
 * @param service the provider that issues it, such as {@code scitokens}
 * @param handle what tells two credentials of one provider apart; empty where the user asked for
 *     none
 */
public record CredentialId(String user, String service, String handle)
    implements Comparable<CredentialId> {

  /** The name on disk without its suffix: {@code service} or {@code service_handle}. */
  public String stem() {
    return handle.isEmpty() ? service : service + "_" + handle;
  }

  @Override
  public int compareTo(CredentialId other) {
    int byUser = user.compareTo(other.user);
    return byUser != 0 ? byUser : stem().compareTo(other.stem());
  }

  /** {@code user/service_handle}, the form that logs and commands print. */
  @Override
  public String toString() {
    return user + "/" + stem();
  }
}
