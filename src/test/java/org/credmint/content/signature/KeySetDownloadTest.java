// SPDX-License-Identifier: Apache-2.0
package org.credmint.content.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Downloads from a server on this machine, whose certificate only these tests trust. */
final class KeySetDownloadTest {
  private HttpsServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    SSLContext context = context();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.start();
    client = HttpClient.newBuilder().sslContext(context).build();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static SSLContext context() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    X500Name name = new X500Name("CN=127.0.0.1");
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                        name,
                        keys.getPublic())
                    .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("k", keys.getPrivate(), new char[0], new Certificate[] {certificate});
    store.setCertificateEntry("c", certificate);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(store, new char[0]);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private String serving(int status, byte[] body) {
    server.createContext(
        "/jwks",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          } catch (IOException e) {
            // the client has seen enough
          }
        });
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
  }

  @Test
  void whatTheIssuerPublishesIsRead() throws Exception {
    String url = serving(200, "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8));
    assertThat(new KeySetDownload(client, Duration.ofSeconds(20)).fetch(url))
        .asString()
        .isEqualTo("{\"keys\":[]}");
  }

  @Test
  void whatCannotBeReliedOnIsRefusedWithTheReason() {
    KeySetDownload download = new KeySetDownload(client, Duration.ofSeconds(20));
    String missing = serving(404, new byte[1]);
    assertThatThrownBy(() -> download.fetch(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + " answers with status 404");
    assertThatThrownBy(() -> download.fetch("http://issuer.example/jwks"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not an https URL");
    assertThatThrownBy(() -> download.fetch("https://no host/"))
        .isInstanceOf(IOException.class)
        .hasMessage("https://no host/ is not a URL");
  }

  @Test
  void anEndlessAnswerIsCutShort() {
    String url = serving(200, new byte[300_000]);
    assertThatThrownBy(() -> new KeySetDownload(client, Duration.ofSeconds(20)).fetch(url))
        .hasMessage(url + " answers with more than 262144 bytes");
  }

  @Test
  void aServerThatNobodyVouchesForIsNotBelieved() {
    String url = serving(200, new byte[1]);
    assertThatThrownBy(() -> KeySetDownload.ofTheJdk().fetch(url)).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatNeverEndsIsGivenUp() {
    CountDownLatch ended = new CountDownLatch(1);
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          awaitUninterruptibly(ended);
          exchange.close();
        });
    String slow = "https://127.0.0.1:" + server.getAddress().getPort() + "/slow";
    KeySetDownload impatient = new KeySetDownload(client, Duration.ofMillis(200));
    try {
      assertThatThrownBy(() -> impatient.fetch(slow))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not answer completely within 200 ms");
    } finally {
      ended.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
