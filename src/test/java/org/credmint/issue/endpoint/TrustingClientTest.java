// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom requests to issuers trust, with a server whose certificate the test makes. */
final class TrustingClientTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String AUTHORITY = "CN=authority of the test";

  @TempDir private Path directory;
  private HttpsServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static KeyPair key() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  /** A certificate of one name and key by the authority. */
  private static X509Certificate certificate(
      String name, KeyPair key, KeyPair authority, Instant end)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(AUTHORITY),
            BigInteger.valueOf(name.hashCode()).abs(),
            Date.from(end.minus(DAY.multipliedBy(30))),
            Date.from(end),
            new X500Name(name),
            key.getPublic());
    builder.addExtension(
        Extension.basicConstraints, true, new BasicConstraints(name.equals(AUTHORITY)));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    JcaContentSignerBuilder signer = new JcaContentSignerBuilder("SHA256withECDSA");
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(signer.build(authority.getPrivate())));
  }

  /** Starts a server whose certificate ends then, and gives its authority as a file. */
  private Path serve(Instant end)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPair key = key();
    KeyPair authorityKey = key();
    X509Certificate certificate = certificate("CN=issuer", key, authorityKey, end);
    X509Certificate authority =
        certificate(AUTHORITY, authorityKey, authorityKey, Instant.now().plus(DAY));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] none = new char[0];
    store.setKeyEntry("key", key.getPrivate(), none, new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, none);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    Path authorities = Files.createDirectory(directory.resolve("certificates"));
    return Files.write(authorities.resolve("issuer.pem"), pem.getBytes(StandardCharsets.US_ASCII));
  }

  private HttpExchange.Answer ask(Trust trust) throws IOException {
    URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/token");
    return new HttpExchange(new TrustingClient(trust), Duration.ofSeconds(20))
        .post(url, Map.of(), "");
  }

  @Test
  void theSitesAuthoritiesAreTrustedFromAFileOrADirectory() throws Exception {
    Path file = serve(Instant.now().plus(DAY));
    Files.writeString(file.resolveSibling("notes.pem"), "no certificate");
    assertThat(ask(new Trust(Optional.of(file), Optional.empty())).status()).isEqualTo(204);
    assertThat(ask(new Trust(Optional.empty(), Optional.of(file.getParent()))).status())
        .isEqualTo(204);
  }

  @Test
  void anUnknownAuthorityIsNotTrusted() throws Exception {
    serve(Instant.now().plus(DAY));
    assertThatThrownBy(() -> ask(Trust.SYSTEM))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("TLS failed");
  }

  @Test
  void anExpiredCertificateIsNotTrusted() throws Exception {
    Path file = serve(Instant.now().minus(DAY));
    assertThatThrownBy(() -> ask(new Trust(Optional.of(file), Optional.empty())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("TLS failed");
  }

  @Test
  void whereTheSitesAuthoritiesCannotBeReadNobodyIsTrusted() throws Exception {
    serve(Instant.now().plus(DAY));
    Optional<Path> none = Optional.of(directory.resolve("none"));
    Optional<Path> empty = Optional.of(Files.createFile(directory.resolve("empty")));
    for (Trust unusable : List.of(new Trust(none, none), new Trust(empty, Optional.empty()))) {
      assertThat(new TrustingClient(unusable).problem()).isPresent();
      assertThatThrownBy(() -> ask(unusable))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no certificate");
    }
  }

  @Test
  void htcondorsOwnDefaultNeedNotBeThere() throws Exception {
    serve(Instant.now().plus(DAY));
    Trust missing = new Trust(Optional.of(directory.resolve("none")), Optional.empty(), false);
    assertThat(new TrustingClient(missing).problem()).isEmpty();
    assertThatThrownBy(() -> ask(missing)).hasMessageStartingWith("TLS failed");
  }

  @Test
  void authoritiesThatChangeInPlaceAreToldApart() throws Exception {
    Path file = serve(Instant.now().plus(DAY));
    Trust trust = new Trust(Optional.of(file), Optional.empty());
    String before = new TrustingClient(trust).fingerprint();
    assertThat(new TrustingClient(trust).fingerprint()).isEqualTo(before).isNotEmpty();
    KeyPair other = key();
    X509Certificate added = certificate(AUTHORITY, other, other, Instant.now().plus(DAY));
    Files.write(file, added.getEncoded());
    assertThat(new TrustingClient(trust).fingerprint()).isNotEqualTo(before).isNotEmpty();
  }
}
