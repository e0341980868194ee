// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An authorization server on the loopback interface, in a test's hands. It renews the logins that
 * it knows, with rotation if it is told so, and revokes a login whose used token is shown again.
 * What is scripted goes before all that.
 */
public final class FakeIssuer implements AutoCloseable {
  /** What marks every secret of a test, so that a search finds it. */
  public static final String MARK = "MARKED-SECRET";

  /** What one request held. */
  public record Asked(String path, Map<String, String> form, Optional<String> authorization) {}

  /** How one request is answered. */
  @FunctionalInterface
  public interface Script {
    /** Answers it. */
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, String> users = new ConcurrentHashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();
  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();

  /**
   * A rotation.
   *
   * @param next the refresh token that counts from then on
   * @param accessToken what came with it
   */
  public record Rotation(String user, String next, String accessToken) {}

  /** All rotations, those of each user in their order. */
  public final List<Rotation> rotations = new CopyOnWriteArrayList<>();

  /** How often a refresh token was shown that had been used. */
  public final AtomicInteger reused = new AtomicInteger();

  /** All requests, in their order. */
  public final List<Asked> asked = new CopyOnWriteArrayList<>();

  private volatile boolean rotating;
  private volatile long lifetime = 1200;

  /** A server that rotates nothing. */
  public FakeIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Gives another refresh token with each access token from now on. */
  public FakeIssuer rotating() {
    rotating = true;
    return this;
  }

  /** How long access tokens live from now on, seconds. */
  public FakeIssuer lifetime(long seconds) {
    lifetime = seconds;
    return this;
  }

  /** Where it gives tokens. */
  public URI tokenUrl() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  /** Whose metadata tell that. */
  public URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private String metadata() {
    return "{\"issuer\":\"%s\",\"token_endpoint\":\"%s\"}".formatted(issuer(), tokenUrl());
  }

  private String token(String subject) {
    return "{\"access_token\":\"%s-at-%s-%d\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
        .formatted(MARK, subject, number.incrementAndGet(), lifetime);
  }

  /** A user logs in. */
  public String login(String user) {
    String token = MARK + "-rt-" + user + "-" + number.incrementAndGet();
    users.put(token, user);
    return token;
  }

  /** Ends a login. */
  public void revoke(String refreshToken) {
    users.remove(refreshToken);
  }

  /** The next request is answered so. */
  public FakeIssuer next(Script script) {
    scripts.add(script);
    return this;
  }

  /** The next request is answered with this. */
  public FakeIssuer next(int status, String body, String... headers) {
    return next(exchange -> reply(exchange, status, body, headers));
  }

  /** The next request gets a part of an answer, and then nothing until the server is closed. */
  public FakeIssuer nextHangs(String part) {
    return next(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(part.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Asked one =
          new Asked(
              exchange.getRequestURI().getPath(),
              parsed(form),
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
      asked.add(one);
      Script script = scripts.poll();
      if (script != null) {
        script.answer(exchange);
      } else if (one.path().equals("/.well-known/openid-configuration")) {
        reply(exchange, 200, metadata());
      } else if ("client_credentials".equals(one.form().get("grant_type"))) {
        reply(exchange, 200, token("client"));
      } else {
        renew(exchange, one.form().getOrDefault("refresh_token", ""));
      }
    }
  }

  private void renew(HttpExchange exchange, String shown) throws IOException {
    String user = users.get(shown);
    if (used.contains(shown)) {
      reused.incrementAndGet();
    }
    if (user == null || used.contains(shown)) {
      users.values().removeIf(one -> one.equals(user)); // reuse ends the whole login
      reply(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"" + shown + "\"}");
      return;
    }
    String next = shown;
    if (rotating) {
      used.add(shown);
      next = login(user);
    }
    String access = "%s-at-%s-%d".formatted(MARK, user, number.incrementAndGet());
    rotations.add(new Rotation(user, next, access));
    String body =
        """
        {"access_token":"%s","token_type":"Bearer","expires_in":%d,"scope":"read:/ write:/",
         "refresh_token":"%s","id_token":"x.y.z"}
        """
            .formatted(access, lifetime, next);
    reply(exchange, 200, body);
  }

  private static void reply(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static Map<String, String> parsed(String form) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : form.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2) {
        fields.put(
            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
            URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
