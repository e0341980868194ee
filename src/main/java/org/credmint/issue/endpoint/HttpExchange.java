// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * One request and its answer over HTTP: within a time limit and a size limit, and wherever it was
 * sent, since no redirection is followed.
 */
final class HttpExchange {
  private static final int LARGEST = 64 * 1024;

  private final Supplier<HttpClient> client;
  private final Duration limit;

  /**
   * Exchanges by a client.
   *
   * @param client knows whom to trust; must not follow redirections
   * @param limit how long the whole answer may take
   */
  HttpExchange(Supplier<HttpClient> client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  /**
   * What came.
   *
   * @param contentType what the body is said to be; empty where that is not said
   * @param retryAfter the header {@code Retry-After}; empty where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  record Answer(int status, String contentType, Optional<String> retryAfter, byte[] body) {}

  /**
   * Sends a form.
   *
   * @throws IOException where no whole answer came; the message says why, and holds nothing of what
   *     was sent
   */
  Answer post(URI url, Map<String, String> headers, String form) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(form));
    headers.forEach(request::header);
    return send(request.build());
  }

  /**
   * Fetches a document.
   *
   * @throws IOException as for a form
   */
  Answer get(URI url) throws IOException {
    return send(HttpRequest.newBuilder(url).header("Accept", "application/json").GET().build());
  }

  private Answer send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client().sendAsync(request, headers -> new BoundedBody(LARGEST));
    try {
      return answer(sent.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new IOException("no complete answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(reasonOf(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      sent.cancel(true);
    }
  }

  private HttpClient client() throws IOException {
    try {
      return client.get();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.headers().firstValue("Retry-After"),
        response.body());
  }

  /** Names alone do not tell an administrator what to look at. */
  private static String reasonOf(ExecutionException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String said = cause.getMessage() == null ? "" : cause.getMessage();
    if (cause instanceof SSLException) {
      return "TLS failed: " + said;
    }
    return said.isEmpty() ? "cannot be reached (" + cause.getClass().getSimpleName() + ")" : said;
  }
}
