// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.credmint.issue.endpoint.HttpExchange.Answer;
import org.credmint.issue.endpoint.MetadataException.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Where an issuer gives tokens: at a URL that is configured, or at the one that its metadata tell
 * (OpenID Connect Discovery 1.0 section 4, and RFC 8414 where an issuer has no metadata there).
 * They are asked for once in their lifetime; what was told last counts while the issuer is away.
 * Safe for use by several threads.
 */
public final class TokenUrl {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /** Request Timeout, Too Many Requests. */
  private static final Set<Integer> TRY_LATER = Set.of(408, 429);

  private static final Duration RETRY = Duration.ofMinutes(1);
  private static final Duration FIRST_LIMIT = Duration.ofSeconds(20);

  /** Nobody has to wait long for what is known already. */
  private static final Duration AGAIN_LIMIT = Duration.ofSeconds(5);

  private final URI url;
  private final Optional<Duration> lifetime;
  private final Lock asking = new ReentrantLock();
  private volatile Known known = new Known(Optional.empty(), Optional.empty(), Instant.MIN);

  private TokenUrl(URI url, Optional<Duration> lifetime) {
    this.url = url;
    this.lifetime = lifetime;
  }

  /**
   * What was told.
   *
   * @param failure why nothing was told at the last try
   * @param fresh until when it is not asked for again
   */
  private record Known(Optional<URI> told, Optional<MetadataException> failure, Instant fresh) {}

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
   * The URL. One asks for it at a time; the others go on with what is known, if anything is.
   *
   * @throws MetadataException where the issuer never told it and does not now
   * @throws IOException where this was interrupted
   */
  URI find(HttpExchange http, InstantSource clock) throws IOException {
    if (lifetime.isEmpty()) {
      return url;
    }
    Known last = known;
    if (!isFresh(last, clock.instant()) && lock(last.told().isEmpty())) {
      try {
        last = isFresh(known, clock.instant()) ? known : ask(known, http, clock);
        known = last;
      } finally {
        asking.unlock();
      }
    }
    if (last.told().isEmpty() && last.failure().isPresent()) {
      throw new MetadataException(last.failure().get());
    }
    return last.told().orElseThrow();
  }

  private boolean isFresh(Known one, Instant now) {
    Duration longest = lifetime.orElseThrow();
    return now.isBefore(one.fresh()) && !one.fresh().isAfter(now.plus(longest));
  }

  private boolean lock(boolean wait) throws InterruptedIOException {
    if (!wait) {
      return asking.tryLock();
    }
    try {
      asking.lockInterruptibly();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private Known ask(Known last, HttpExchange http, InstantSource clock) {
    try {
      URI found = ask(http, last.told().isEmpty() ? FIRST_LIMIT : AGAIN_LIMIT);
      Instant fresh = clock.instant().plus(lifetime.orElseThrow());
      return new Known(Optional.of(found), Optional.empty(), fresh);
    } catch (MetadataException e) {
      return new Known(last.told(), Optional.of(e), clock.instant().plus(RETRY));
    }
  }

  private URI ask(HttpExchange http, Duration limit) throws MetadataException {
    Answer answer = get(http, ofOpenId(), limit);
    if (answer.status() == NOT_FOUND) {
      answer = get(http, ofOAuth(), limit);
    }
    if (answer.status() != OK) {
      boolean issuers = answer.status() / 100 != 4 || TRY_LATER.contains(answer.status());
      throw new MetadataException(
          "its metadata: status " + answer.status(), issuers ? Fault.NOT_SERVED : Fault.NOT_THERE);
    }
    return endpoint(answer.body());
  }

  private static Answer get(HttpExchange http, URI place, Duration limit) throws MetadataException {
    try {
      return http.get(place, limit);
    } catch (IOException e) {
      throw new MetadataException("its metadata: " + e.getMessage(), Fault.NOT_SERVED);
    }
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

  private URI endpoint(byte[] body) throws MetadataException {
    Map<String, @Nullable Object> metadata;
    try {
      metadata = StrictJson.object(body);
    } catch (MalformedTokenException e) {
      throw new MetadataException("its metadata are no JSON object", Fault.NOT_SERVED);
    }
    if (!(metadata.get("issuer") instanceof String named) || !isUrl(named)) {
      throw new MetadataException("its metadata are those of another issuer", Fault.WRONG);
    }
    if (!(metadata.get("token_endpoint") instanceof String endpoint)) {
      throw new MetadataException("its metadata name no token_endpoint", Fault.WRONG);
    }
    return allowed(endpoint)
        .orElseThrow(
            () -> new MetadataException("its metadata name no https token_endpoint", Fault.WRONG));
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
