// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One OAuth2 service: its users have logged in, and their tokens are renewed.
 *
 * @param name as users ask for it
 * @param clientId {@code <service>_CLIENT_ID}
 * @param secretFile {@code <service>_CLIENT_SECRET_FILE}; empty for a public client
 * @param tokenUrl {@code <service>_TOKEN_URL}
 * @param method how the client proves who it is
 * @param trust which certification authorities are trusted
 */
public record OAuthSettings(
    String name,
    String clientId,
    Optional<Path> secretFile,
    URI tokenUrl,
    Method method,
    Trust trust) {

  /** How a client proves who it is (RFC 6749 section 2.3.1). */
  public enum Method {
    /** In the body of the request, as the stock credmon does. */
    CLIENT_SECRET_POST,
    /** In the header {@code Authorization}. */
    CLIENT_SECRET_BASIC
  }

  /**
   * The certification authorities that the site names; where neither is there, those of the system.
   *
   * @param file {@code AUTH_SSL_CLIENT_CAFILE}
   * @param directory {@code AUTH_SSL_CLIENT_CADIR}
   */
  public record Trust(Optional<Path> file, Optional<Path> directory) {
    /** Those of the system. */
    public static final Trust SYSTEM = new Trust(Optional.empty(), Optional.empty());
  }
}
