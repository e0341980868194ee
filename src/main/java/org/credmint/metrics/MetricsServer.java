// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.credmint.status.StatusJson;
import org.credmint.status.StatusReport;
import org.jspecify.annotations.Nullable;

/**
 * Serves the last report on the loopback address. Whoever asks gets bytes that are ready: many
 * requests cost the daemon next to nothing, and none of them reaches the loop.
 */
final class MetricsServer implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 64;
  private static final int THREADS = 2;
  private static final int OK = 200;
  private static final int MISDIRECTED = 421;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int FOR_HEAD = -1;

  /** A page of elsewhere that makes its own name mean this address must not read ours. */
  private static final Pattern OWN_NAME =
      Pattern.compile("(?:127\\.0\\.0\\.1|localhost)(?::\\d+)?");

  private record Document(String type, String text) {
    private byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Replaced as a whole, and read by the server's threads. */
  private volatile Map<String, Document> documents = Map.of();

  private @Nullable HttpServer server;
  private @Nullable ThreadPoolExecutor threads;
  private int port;

  /**
   * Serves a report from now on.
   *
   * @param wanted the port; empty for none
   * @return why it cannot be served
   */
  Optional<String> serve(Optional<Integer> wanted, StatusReport report) {
    if (wanted.isEmpty()) {
      close();
      return Optional.empty();
    }
    documents =
        Map.of(
            "/metrics",
            new Document(
                "text/plain; version=0.0.4; charset=utf-8", new MetricsText(report) + "\n"),
            "/status.json",
            new Document("application/json", StatusJson.write(report) + "\n"),
            "/",
            new Document("text/html; charset=utf-8", new HealthPage(report).toString()));
    return wanted.get() == port ? Optional.empty() : start(wanted.get());
  }

  private Optional<String> start(int wanted) {
    close();
    try {
      InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
      HttpServer started = HttpServer.create(new InetSocketAddress(loopback, wanted), BACKLOG);
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              THREADS,
              THREADS,
              1,
              TimeUnit.MINUTES,
              new ArrayBlockingQueue<>(BACKLOG),
              MetricsServer::thread,
              new ThreadPoolExecutor.CallerRunsPolicy());
      started.setExecutor(pool);
      started.createContext("/", this::answer);
      started.start();
      server = started;
      threads = pool;
      port = wanted;
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "CREDMINT_METRICS_PORT = %d: %s".formatted(wanted, String.valueOf(e.getMessage())));
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "metrics");
    thread.setDaemon(true);
    return thread;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
      boolean head = exchange.getRequestMethod().equals("HEAD");
      Document found = documents.get(exchange.getRequestURI().getPath());
      if (!OWN_NAME.matcher(host).matches()) {
        send(exchange, MISDIRECTED, text("ask for localhost"), head);
      } else if (!head && !exchange.getRequestMethod().equals("GET")) {
        send(exchange, NOT_ALLOWED, text("only GET and HEAD are answered"), head);
      } else if (found == null) {
        send(exchange, NOT_FOUND, text("there are /, /metrics and /status.json"), head);
      } else {
        send(exchange, OK, found, head);
      }
    }
  }

  private static Document text(String line) {
    return new Document("text/plain; charset=utf-8", line + "\n");
  }

  private static void send(HttpExchange exchange, int status, Document document, boolean head)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", document.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    byte[] bytes = document.bytes();
    exchange.sendResponseHeaders(status, head ? FOR_HEAD : bytes.length);
    if (!head) {
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(bytes);
      }
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
    if (threads != null) {
      threads.shutdownNow();
      threads = null;
    }
    port = 0;
  }
}
