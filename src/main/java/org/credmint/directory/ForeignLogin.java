// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

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

  private static final JsonFactory JSON =
      new JsonFactoryBuilder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private ForeignLogin() {}

  /**
   * Whether this is the login of another monitor.
   *
   * @param top the file's content
   */
  public static boolean isIn(byte[] top) {
    boolean found = false;
    try (JsonParser json = JSON.createParser(new String(top, StandardCharsets.UTF_8))) {
      boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
      while (isObject && json.nextToken() == JsonToken.FIELD_NAME) {
        found |= MEMBERS.contains(json.currentName());
        json.nextToken();
        json.skipChildren();
      }
      return found;
    } catch (IOException e) {
      return found; // what follows is broken, but a login may have begun there
    }
  }
}
