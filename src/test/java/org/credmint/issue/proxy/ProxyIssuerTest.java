// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.credmint.issue.proxy.ProxySite.LATER;
import static org.credmint.issue.proxy.ProxySite.LIFETIME;
import static org.credmint.issue.proxy.ProxySite.NOW;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.content.Content;
import org.credmint.content.ContentReader;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.proxy.TestAuthority.Made;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxyIssuerTest {
  @TempDir private Path temporary;
  private ProxySite site;

  @BeforeEach
  void anAuthorityAndAliceWithHerCertificate() {
    site = new ProxySite(temporary);
  }

  private static Content.Credential inspected(String file) {
    Content content = ContentReader.read(file.getBytes(US_ASCII), NOW);
    assertThat(content).isInstanceOf(Content.Credential.class);
    return (Content.Credential) content;
  }

  private Decoded read(String file) {
    CredentialReading reading = site.issuer.read(file.getBytes(US_ASCII));
    assertThat(reading).isInstanceOf(Decoded.class);
    return (Decoded) reading;
  }

  private Optional<String> difference(String file) {
    return site.issuer.difference(site.plan, read(file), Secret.of(file.getBytes(US_ASCII)));
  }

  @Test
  void aProxySpeaksForItsCertificateAndHasAKeyOfItsOwn() {
    String file = site.file();
    Content.Credential found = inspected(file);
    assertThat(found.form()).isEqualTo("a proxy certificate with its private key");
    assertThat(found.identity().text()).isEqualTo("/DC=org/O=Lab/CN=Alice");
    assertThat(found.fact("proxy")).isEqualTo("1 level, inherits all rights");
    assertThat(found.fact("key")).isEqualTo("EC key on P-256");
    assertThat(found.lifetime().expiresAt()).contains(NOW.plus(LIFETIME));
    assertThat(found.lifetime().notBefore()).contains(NOW.minus(Duration.ofMinutes(5)));
    assertThat(file.lines().filter(line -> line.startsWith("-----BEGIN")))
        .containsExactly(
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----");
    assertThat(file).doesNotContain(site.alice.key().lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void whatIsSaidOfItIsWhatIsReadOfIt() {
    Issued issued = site.issued();
    Description said = issued.description();
    assertThat(said.subject()).isEqualTo("/DC=org/O=Lab/CN=Alice");
    assertThat(said.issuer()).isEqualTo("/DC=org/O=Lab/CN=Root");
    assertThat(said.issuedAt()).isEqualTo(NOW);
    assertThat(said.expiresAt()).isEqualTo(NOW.plus(LIFETIME));
    assertThat(said.scope()).isEqualTo("full");
    String file = issued.content().expose(bytes -> new String(bytes, US_ASCII));
    assertThat(read(file).description()).isEqualTo(said);
    assertThat(difference(file)).isEmpty();
    assertThat(site.issuer.hasIssued(read(file), Secret.of(file.getBytes(US_ASCII)))).isTrue();
    assertThat(site.issued().description().serial()).isNotEqualTo(said.serial());
  }

  @Test
  void anRsaKeyIsWrittenAsOlderToolsReadIt() {
    site.with(ProxyKeyType.RSA2048, false, OptionalInt.empty(), LIFETIME);
    String file = site.file();
    assertThat(file).contains("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(inspected(file).fact("key")).isEqualTo("RSA key of 2048 bits");
    assertThat(difference(file)).isEmpty();
  }

  @Test
  void aLimitedProxyAndItsPathLengthAreMarked() {
    site.with(ProxyKeyType.P256, true, OptionalInt.of(1), LIFETIME);
    String file = site.file();
    assertThat(inspected(file).fact("proxy")).isEqualTo("1 level, limited: cannot submit jobs");
    assertThat(site.issued().description().scope()).isEqualTo("limited");
    site.with(ProxyKeyType.P256, false, OptionalInt.of(1), LIFETIME);
    assertThat(difference(file)).contains("it is limited");
    site.with(ProxyKeyType.P256, true, OptionalInt.of(2), LIFETIME);
    assertThat(difference(file)).contains("its path length is another");
    site.with(ProxyKeyType.P256, true, OptionalInt.empty(), LIFETIME);
    assertThat(difference(file)).contains("its path length is another");
  }

  @Test
  void whatDiffersFromThePlanIsSaid() {
    String file = site.file();
    site.with(ProxyKeyType.P256, false, OptionalInt.empty(), LIFETIME.plusSeconds(1));
    assertThat(difference(file)).contains("its lifetime is 3600 s, not 3601 s");
    site.with(ProxyKeyType.RSA2048, false, OptionalInt.empty(), LIFETIME);
    assertThat(difference(file)).contains("its key is no RSA key of 2048 bits");
    site.with(ProxyKeyType.P256, true, OptionalInt.empty(), LIFETIME);
    assertThat(difference(file)).contains("it is not limited");
    site.with(ProxyKeyType.P256, false, OptionalInt.empty(), LIFETIME);
    String other = site.file();
    String swapped =
        file.substring(0, file.indexOf("-----BEGIN PRIVATE"))
            + other.substring(other.indexOf("-----BEGIN PRIVATE"));
    assertThat(difference(swapped)).contains("its private key is another's");
    site.use(site.root.person("Alice", LATER));
    assertThat(difference(file)).contains("it was made from another certificate");
    assertThat(site.issuer.hasIssued(read(file), Secret.of(file.getBytes(US_ASCII)))).isFalse();
  }

  @Test
  void aReplacedCertificateMakesTheNextProxy() {
    site.file();
    site.use(site.root.person("Bob", LATER));
    assertThat(inspected(site.file()).identity().text()).isEqualTo("/DC=org/O=Lab/CN=Bob");
    assertThat(site.source.generation()).isEqualTo(1);
  }

  @Test
  void aProxyEndsWithItsCertificateAndIsNotMadeAgainForThat() {
    site.use(site.root.person("Alice", NOW.plusSeconds(1800)));
    String file = site.file();
    assertThat(inspected(file).lifetime().expiresAt()).contains(NOW.plusSeconds(1800));
    assertThat(difference(file)).isEmpty();
  }

  @Test
  void noProxyIsMadeThatItsReadersWouldFindTooOld() {
    site.use(site.root.person("Alice", NOW.plusSeconds(1000)));
    assertThat(site.failure())
        .isEqualTo(
            site.certificate
                + ": the certificate ends at 2026-11-28T00:16:40Z, and readers need proxies that"
                + " live for 1000 s; replace it");
  }

  @Test
  void theChainGoesIntoTheFileWithoutItsRoot() {
    TestAuthority middle = site.root.below("Middle");
    Made carol = middle.person("Carol", LATER);
    site.use(
        carol.certificate() + middle.own().certificate() + site.root.own().certificate(),
        carol.key());
    assertThat(inspected(site.file()).fact("chain")).isEqualTo("3 certificates");
  }

  @Test
  void aCertificateWhoseIssuersAreInTheDirectoryOnlyIsTrusted() {
    TestAuthority middle = site.root.below("Middle");
    TestAuthority.write(
        site.authorities.resolve("middle.pem"), middle.own().certificate(), "rw-r--r--");
    site.use(middle.person("Carol", LATER));
    assertThat(inspected(site.file()).identity().text()).isEqualTo("/DC=org/O=Lab/CN=Carol");
  }

  @Test
  void certificateAndKeyMayBeInOneFile() {
    TestAuthority.write(site.key, site.alice.key() + site.alice.certificate(), "rw-------");
    site.reopen(site.key, site.key, Optional.empty());
    assertThat(inspected(site.file()).identity().text()).isEqualTo("/DC=org/O=Lab/CN=Alice");
  }

  @Test
  void aNameWithSlashesAndUnicodeStaysAsItIs() {
    X500Name name = new X500Name("DC=org,O=Lab/East,CN=Robot: Zo\u00eb \u6f22\\, x");
    Made robot = site.root.person(name, TestAuthority.keys("EC", 256), LATER);
    site.use(robot);
    Issued issued = site.issued();
    assertThat(issued.description().subject())
        .isEqualTo("/DC=org/O=Lab\\/East/CN=Robot: Zo\\xC3\\xAB \\xE6\\xBC\\xA2, x");
    String file = issued.content().expose(bytes -> new String(bytes, US_ASCII));
    X509CertificateHolder proxy = ((ProxyFile) read(file)).proxy();
    assertThat(proxy.getIssuer()).isEqualTo(robot.holder().getSubject());
    assertThat(difference(file)).isEmpty();
  }

  private boolean enciphers(String file) {
    KeyUsage usage = KeyUsage.fromExtensions(((ProxyFile) read(file)).proxy().getExtensions());
    assertThat(usage.hasUsages(KeyUsage.digitalSignature)).isTrue();
    return usage.hasUsages(KeyUsage.keyEncipherment);
  }

  @Test
  void aProxyMayDoNoMoreThanItsCertificate() {
    site.with(ProxyKeyType.RSA2048, false, OptionalInt.empty(), LIFETIME);
    assertThat(enciphers(site.file())).isTrue();
    Made signing =
        site.root.person(
            new X500Name("CN=s"), TestAuthority.keys("EC", 256), LATER, KeyUsage.digitalSignature);
    site.use(signing);
    assertThat(enciphers(site.file())).isFalse();
  }

  @Test
  void aProxyWithAnEcKeyIsNotForEncipheringKeys() {
    assertThat(enciphers(site.file())).isFalse();
    site.use(site.root.person(new X500Name("CN=r"), TestAuthority.keys("RSA", 2048), LATER));
    assertThat(enciphers(site.file())).isFalse();
  }

  @Test
  void aCertificateWithADamagedKeyIdentifierIsAFailureAndNotACrash() throws Exception {
    site.use(site.root.withDamagedKeyIdentifier("Alice", LATER));
    assertThat(site.failure())
        .startsWith(site.certificate + ": no proxy can be made from it: ")
        .endsWith("; replace it");
  }

  @Test
  void whatIsNoProxyIsNotRead() {
    for (String file :
        new String[] {
          "",
          "eyJ.x.y\n",
          site.alice.certificate(),
          site.alice.certificate() + site.alice.key(),
          site.alice.certificate() + site.alice.key() + site.root.own().certificate(),
          site.file().replaceFirst("-----BEGIN PRIVATE[^=]*", "")
        }) {
      assertThat(site.issuer.read(file.getBytes(US_ASCII)))
          .isInstanceOf(CredentialReading.Unreadable.class);
    }
  }
}
