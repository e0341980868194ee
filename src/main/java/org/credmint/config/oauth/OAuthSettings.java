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
 * @param destination what says so, as it is written
 */
public record OAuthSettings(
    String name,
    String clientId,
    Optional<Path> secretFile,
    URI tokenUrl,
    Method method,
    Trust trust,
    OAuthDestination destination) {

  /** How a client proves who it is (RFC 6749 section 2.3.1). */
  public enum Method {
    /** In the body of the request, as the stock credmon does. */
    CLIENT_SECRET_POST,
    /** In the header {@code Authorization}. */
    CLIENT_SECRET_BASIC
  }

  /**
   * The certification authorities that the site names; where it names none, those of the system.
   *
   * @param file {@code AUTH_SSL_CLIENT_CAFILE}
   * @param directory {@code AUTH_SSL_CLIENT_CADIR}
   * @param chosen whether the site wrote either; else they are HTCondor's own default, which need
   *     not be there
   */
  public record Trust(Optional<Path> file, Optional<Path> directory, boolean chosen) {
    /** Those of the system. */
    public static final Trust SYSTEM = new Trust(Optional.empty(), Optional.empty(), false);

    /** Those that the site wrote. */
    public Trust(Optional<Path> file, Optional<Path> directory) {
      this(file, directory, file.isPresent() || directory.isPresent());
    }
  }
}
