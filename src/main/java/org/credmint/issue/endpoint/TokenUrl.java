// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.credmint.issue.endpoint.HttpExchange.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Where an issuer gives tokens: at a URL that is configured, or at the one that its metadata tell
 * (OpenID Connect Discovery 1.0 section 4, and RFC 8414 where an issuer has no metadata there).
 * They are asked for once in their lifetime; what was told last counts while the issuer is away.
 * Safe for use by several threads.
 */
public final class TokenUrl {
  private static final int OK = 200;
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final URI url;
  private final Optional<Duration> lifetime;
  private @Nullable URI told;
  private Instant fresh = Instant.MIN;

  private TokenUrl(URI url, Optional<Duration> lifetime) {
    this.url = url;
    this.lifetime = lifetime;
  }

  /** One that is configured. */
  public static TokenUrl of(URI url) {
    return new TokenUrl(url, Optional.empty());
  }

  /**
   * The one that an issuer's metadata tell.
   *
   * @param lifetime how long they are good for
   */
  public static TokenUrl ofIssuer(URI issuer, Duration lifetime) {
    return new TokenUrl(issuer, Optional.of(lifetime));
  }

  /** What stands for it in words: the URL, or the issuer. */
  URI shown() {
    return url;
  }

  /**
   * The URL.
   *
   * @throws IOException where the issuer never told it and does not now; the message says why
   */
  synchronized URI find(HttpExchange http, Instant now) throws IOException {
    if (lifetime.isEmpty()) {
      return url;
    }
    URI known = told;
    boolean isFresh = now.isBefore(fresh) && !fresh.isAfter(now.plus(lifetime.get()));
    if (known != null && isFresh) {
      return known;
    }
    try {
      URI found = ask(http);
      told = found;
      fresh = now.plus(lifetime.get());
      return found;
    } catch (IOException e) {
      if (known == null) {
        throw e;
      }
      fresh = now.plus(RETRY);
      return known;
    }
  }

  private URI ask(HttpExchange http) throws IOException {
    List<URI> places = List.of(ofOpenId(), ofOAuth());
    for (URI place : places) {
      Answer answer = http.get(place);
      if (answer.status() == OK) {
        return endpoint(place, answer.body());
      }
      if (answer.status() / 100 != 4 || place.equals(places.get(1))) {
        throw new IOException("its metadata at %s: status %d".formatted(place, answer.status()));
      }
    }
    throw new IllegalStateException("the last place returns or throws");
  }

  private URI ofOpenId() {
    return URI.create(bare() + "/.well-known/openid-configuration");
  }

  /** The path goes behind the well-known one (RFC 8414 section 3.1). */
  private URI ofOAuth() {
    String root = url.getScheme() + "://" + url.getRawAuthority();
    return URI.create(
        root + "/.well-known/oauth-authorization-server" + bare().substring(root.length()));
  }

  private String bare() {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private URI endpoint(URI place, byte[] body) throws IOException {
    Map<String, @Nullable Object> metadata;
    try {
      metadata = StrictJson.object(body);
    } catch (MalformedTokenException e) {
      throw new IOException("its metadata at " + place + " are no JSON object", e);
    }
    if (!(metadata.get("issuer") instanceof String named) || !isUrl(named)) {
      throw new IOException("the metadata at " + place + " are those of another issuer");
    }
    if (!(metadata.get("token_endpoint") instanceof String endpoint)) {
      throw new IOException("the metadata at " + place + " name no token_endpoint");
    }
    return allowed(endpoint)
        .orElseThrow(
            () -> new IOException("the metadata at " + place + " name no https token_endpoint"));
  }

  /** A slash at the end says nothing: administrators write it or not. */
  private boolean isUrl(String issuer) {
    return issuer.equals(bare()) || issuer.equals(bare() + "/");
  }

  /** Without TLS only where the issuer, which an administrator named, is without it too. */
  private Optional<URI> allowed(String endpoint) {
    try {
      URI found = URI.create(endpoint);
      boolean asIssuer =
          url.getScheme().equalsIgnoreCase(found.getScheme())
              && url.getRawAuthority().equals(found.getRawAuthority());
      boolean tls = "https".equalsIgnoreCase(found.getScheme()) && found.getHost() != null;
      return tls || asIssuer ? Optional.of(found) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
