// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.provider.KeySettings;

/**
 * One service of a remote issuer.
 *
 * @param name as users ask for it
 * @param kind whose knobs it has
 * @param clientId {@code CLIENT_ID}
 * @param secretFile {@code CLIENT_SECRET_FILE}; empty for a public client, or one with a key
 * @param location where it gives tokens
 * @param method how the client proves who it is
 * @param key the client's private key, for {@link Method#PRIVATE_KEY_JWT} only
 * @param trust which certification authorities are trusted
 * @param exchange what users' tokens may be exchanged for; empty where they are not
 * @param destination what says so, as it is written
 */
public record OAuthSettings(
    String name,
    ServiceKind kind,
    String clientId,
    Optional<Path> secretFile,
    Location location,
    Method method,
    Optional<KeySettings> key,
    Trust trust,
    Optional<Exchange> exchange,
    OAuthDestination destination) {

  /**
   * What a user's token may be exchanged for at most; {@code *} is no bound.
   *
   * @param scopes {@code EXCHANGE_SCOPES}
   * @param audiences {@code EXCHANGE_AUDIENCES}
   */
  public record Exchange(List<String> scopes, List<String> audiences) {
    /** Takes copies. */
    public Exchange {
      scopes = List.copyOf(scopes);
      audiences = List.copyOf(audiences);
    }
  }

  /** How a client proves who it is (RFC 6749 section 2.3.1, RFC 7523 section 2.2). */
  public enum Method {
    /** In the body of the request, as the stock credmon does. */
    CLIENT_SECRET_POST,
    /** In the header {@code Authorization}. */
    CLIENT_SECRET_BASIC,
    /** By a token that it signs with its private key. */
    PRIVATE_KEY_JWT
  }

  /**
   * Where an issuer gives tokens.
   *
   * @param tokenUrl {@code TOKEN_URL}; empty where the issuer's metadata tell
   * @param issuer {@code ISSUER}; empty only where there is a token URL
   * @param metadataLifetime {@code TOKEN_ENDPOINT_LIFETIME}
   */
  public record Location(Optional<URI> tokenUrl, Optional<URI> issuer, Duration metadataLifetime) {
    /** What is asked: the token URL, or else the issuer. */
    public URI url() {
      return tokenUrl.or(() -> issuer).orElseThrow();
    }
  }

  /** Where it gives tokens, for people. */
  public String whereInWords() {
    return location.tokenUrl().isPresent()
        ? location.url().toString()
        : "told by the metadata of " + location.url();
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
