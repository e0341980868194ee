// SPDX-License-Identifier: Apache-2.0
package org.credmint.content.signature;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches the keys that an issuer has published. */
public final class KeySetDownload {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 262_144;
  private static final int OK = 200;

  private final HttpClient client;
  private final Duration limit;

  /**
   * A download.
   *
   * @param client knows whom to trust; should follow no redirection
   * @param limit how long the whole answer may take
   */
  public KeySetDownload(HttpClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  /** One that trusts whom the JDK trusts. */
  public static KeySetDownload ofTheJdk() {
    return new KeySetDownload(HttpClient.newBuilder().connectTimeout(LIMIT).build(), LIMIT);
  }

  /**
   * Fetches a document, 256 KiB at most, within the limit.
   *
   * @param url with {@code https}: keys that anybody on the way could have changed prove nothing
   * @throws IOException where it cannot be had; the message says why
   */
  public byte[] fetch(String url) throws IOException {
    if (!url.startsWith("https://")) {
      throw new IOException(url + " is not an https URL, so anybody could have changed its keys");
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      return client
          .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
          .thenApplyAsync(response -> answered(url, response))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS)
          .content();
    } catch (IllegalArgumentException e) {
      throw new IOException(url + " is not a URL", e);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s did not answer completely within %d ms".formatted(url, limit.toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(url + " cannot be read: " + reasonOf(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(url + " was not read: interrupted", e);
    }
  }

  /** What came, or why it did not. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  private record Answer(byte[] body, Optional<IOException> failure) {
    byte[] content() throws IOException {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return body;
    }
  }

  private static Answer answered(String url, HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      byte[] read = content(url, response.statusCode(), body.readNBytes(MAX_BYTES + 1));
      return new Answer(read, Optional.empty());
    } catch (IOException e) {
      return new Answer(new byte[0], Optional.of(e));
    }
  }

  private static String reasonOf(ExecutionException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? "unknown" : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static byte[] content(String url, int status, byte[] body) throws IOException {
    if (status != OK) {
      throw new IOException(url + " answers with status " + status);
    }
    if (body.length > MAX_BYTES) {
      throw new IOException(url + " answers with more than " + MAX_BYTES + " bytes");
    }
    return body;
  }
}
