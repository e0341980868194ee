package org.credmint.request;

import java.util.Set;
import org.credmint.json.JsonReader;
import org.credmint.json.NotReadable;

/**
 * Tells by what stands in a {@code .top} file that it is no request to a local provider. For those
 * the credd stores a trigger without a meaning; monitors of logins keep their secrets there.
 *
 * <p>Source: {@code OAuthCredmonWebserver.py} (web logins), {@code store_cred.cpp} (Vault) and
 * {@code PelicanCredmon.py} of HTCondor 25.14.
 */
public final class ForeignLogin {
  /** No login is as large. */
  public static final int LARGEST_TRIGGER = 64 * 1024;

  private static final Set<String> MEMBERS =
      Set.of("refresh_token", "access_token", "vault_token", "vault_url");

  private ForeignLogin() {}

  /**
   * Whether this is the login of another monitor.
   *
   * @param top the file's content
   */
  public static boolean isIn(byte[] top) {
    boolean found = false;
    try {
      JsonReader json = new JsonReader(top);
      json.beginObject();
      while (json.nextMember()) {
        found |= MEMBERS.contains(json.name());
        json.skip();
      }
      json.end();
      return found;
    } catch (NotReadable e) {
      return found; // what follows is broken, but a login began there
    }
  }
}
