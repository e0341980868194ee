// SPDX-License-Identifier: Apache-2.0
package org.credmint.content.signature;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Fetches the keys that an issuer has published. */
public final class KeySetDownload {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 262_144;
  private static final int OK = 200;

  private final HttpClient client;

  /**
   * A download.
   *
   * @param client knows whom to trust; should follow no redirection
   */
  public KeySetDownload(HttpClient client) {
    this.client = client;
  }

  /** One that trusts whom the JDK trusts. */
  public static KeySetDownload ofTheJdk() {
    return new KeySetDownload(HttpClient.newBuilder().connectTimeout(LIMIT).build());
  }

  /**
   * Fetches a document, 256 KiB at most, within ten seconds.
   *
   * @param url with {@code https}: keys that anybody on the way could have changed prove nothing
   * @throws IOException where it cannot be had; the message says why
   */
  public byte[] fetch(String url) throws IOException {
    if (!url.startsWith("https://")) {
      throw new IOException(url + " is not an https URL, so anybody could have changed its keys");
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return content(url, response.statusCode(), body.readNBytes(MAX_BYTES + 1));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(url + " is not a URL", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(url + " was not read: interrupted", e);
    }
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
