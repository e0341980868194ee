// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, made at the first request: it has threads of its own. It trusts the
 * certification authorities that the site names for HTCondor, as they are when this is made; where
 * it names none, those of the system. Safe for use by several threads.
 */
public final class TrustingClient implements Supplier<HttpClient> {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** IGTF's directory has some 300 files. */
  private static final int MOST_FILES = 5_000;

  private static final long LARGEST_FILE = 4 << 20;

  private final Trust trust;
  private final List<Certificate> authorities = new ArrayList<>();
  private @Nullable HttpClient client;

  /** A client that trusts these. */
  public TrustingClient(Trust trust) {
    this.trust = trust;
    files().forEach(file -> authorities.addAll(certificates(file)));
  }

  /** Why nobody can be trusted; empty where somebody is. */
  public Optional<String> problem() {
    return trust.chosen() && authorities.isEmpty()
        ? Optional.of("no certificate of an authority can be read there")
        : Optional.empty();
  }

  /** Tells the authorities from others; empty for those of the system. */
  public String fingerprint() {
    List<String> each = new ArrayList<>();
    for (Certificate one : authorities) {
      try {
        each.add(Fingerprint.of(one.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("it was read from its encoding", e);
      }
    }
    return each.isEmpty() ? "" : Fingerprint.of(String.join(" ", new TreeSet<>(each)));
  }

  @Override
  public synchronized HttpClient get() {
    HttpClient made = client == null ? make() : client;
    client = made;
    return made;
  }

  private HttpClient make() {
    problem()
        .ifPresent(
            reason -> {
              throw new UncheckedIOException(reason, new IOException(reason));
            });
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_LIMIT);
    context().ifPresent(builder::sslContext);
    return builder.build();
  }

  /** Empty where the site names no authority. */
  private Optional<SSLContext> context() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : authorities) {
        store.setCertificateEntry("ca" + store.size(), one);
      }
      return store.size() == 0 ? Optional.empty() : Optional.of(trusting(store));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JVM has no usable TLS", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext trusting(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    trust.file().ifPresent(files::add);
    trust.directory().ifPresent(directory -> files.addAll(certificateFiles(directory)));
    return files;
  }

  /** Whatever else is there, such as revocation lists, holds no certificate. */
  private static List<Path> certificateFiles(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(file -> file.toString().matches(".*\\.(pem|crt|[0-9])"))
          .sorted()
          .limit(MOST_FILES)
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static List<Certificate> certificates(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
        return List.of();
      }
      try (InputStream content = Files.newInputStream(file)) {
        return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(content));
      }
    } catch (IOException | CertificateException e) {
      return List.of();
    }
  }
}
