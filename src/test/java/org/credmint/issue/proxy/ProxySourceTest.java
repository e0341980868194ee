// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.credmint.issue.proxy.ProxySite.LATER;
import static org.credmint.issue.proxy.ProxySite.NOW;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.credmint.issue.proxy.TestAuthority.Made;
import org.credmint.key.UnusableKeyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a certificate cannot be used, and what is said of it. */
final class ProxySourceTest {
  /** After which what was refused is looked at again. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private static final String WORD = "correct-horse-7431";

  @TempDir private Path temporary;
  private ProxySite site;

  @BeforeEach
  void anAuthorityAndAliceWithHerCertificate() {
    site = new ProxySite(temporary);
  }

  @Test
  void anEncryptedKeyIsDecryptedWithItsPassphrase() throws Exception {
    site.use(site.alice.certificate(), TestAuthority.encrypted(site.alice.keys(), WORD));
    assertThat(site.failure()).contains("alice.key is encrypted", "PRIVATE_KEY_PASSPHRASE_FILE");
    site.reopen(site.certificate, site.key, Optional.of(site.passphrase));
    assertThat(site.failure()).contains("its passphrase file", "does not exist");
    TestAuthority.write(site.passphrase, WORD + "\n", "rw-r--r--");
    site.pass(AGAIN);
    assertThat(site.failure()).contains("mode 0644");
    TestAuthority.write(site.passphrase, "wrong-" + WORD + "\n", "rw-------");
    site.pass(AGAIN);
    assertThat(site.failure()).contains("does not decrypt it").doesNotContain(WORD);
    TestAuthority.write(site.passphrase, WORD + "\n", "rw-------");
    site.pass(AGAIN);
    assertThat(site.file()).contains("BEGIN PRIVATE KEY");
  }

  @Test
  void anotherKeyThanTheCertificatesIsRefused() {
    site.use(site.alice.certificate(), site.root.person("Eve", LATER).key());
    assertThat(site.failure())
        .startsWith(site.key + " is not the key of the first certificate in CERTIFICATE_FILE");
    Made rsa = site.root.person(new X500Name("CN=r"), TestAuthority.keys("RSA", 2048), LATER);
    site.use(site.alice.certificate(), rsa.key());
    assertThat(site.failure()).contains("is not the key of the first certificate");
  }

  @Test
  void aWeakKeyIsRefused() {
    site.use(site.root.person(new X500Name("CN=weak"), TestAuthority.keys("RSA", 1024), LATER));
    assertThat(site.failure()).contains("(RSA key of 1024 bits) is too weak");
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsRefused() {
    site.use(TestAuthority.root("Other", NOW.minusSeconds(60)).person("Alice", LATER));
    assertThat(site.failure())
        .contains("is not trusted: its issuer /DC=org/O=Lab/CN=Other is not in", "certificates");
    // The name alone proves nothing.
    site.use(TestAuthority.root("Root", NOW.minusSeconds(60)).person("Alice", LATER));
    assertThat(site.failure()).contains("its issuer /DC=org/O=Lab/CN=Root is not in");
  }

  @Test
  void aRootThatComesWithTheCertificateOnlyIsNotTrusted() {
    TestAuthority other = TestAuthority.root("Other", NOW.minusSeconds(60));
    Made alice = other.person("Alice", LATER);
    site.use(alice.certificate() + other.own().certificate(), alice.key());
    assertThat(site.failure()).contains("its issuer /DC=org/O=Lab/CN=Other is not in");
  }

  @Test
  void aMissingDirectoryOfAuthoritiesIsNamed() throws IOException {
    Files.delete(site.authorities.resolve("0a1b2c3d.0"));
    assertThat(site.failure()).contains("its issuer /DC=org/O=Lab/CN=Root is not in");
    Files.delete(site.authorities);
    site.source.refresh();
    assertThat(site.failure())
        .contains("directory " + site.authorities + " cannot be read: it does not exist");
  }

  @Test
  void aDirectoryOfAuthoritiesThatCannotBeReadToItsEndIsNamed() {
    DirectoryStream<Path> broken =
        new DirectoryStream<>() {
          @Override
          public Iterator<Path> iterator() {
            throw new DirectoryIteratorException(new IOException("Input/output error"));
          }

          @Override
          public void close() {}
        };
    TrustedAuthorities authorities = new TrustedAuthorities(site.authorities, path -> broken);
    assertThatThrownBy(() -> authorities.check(List.of(site.alice.holder()), NOW))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("certificates cannot be read: Input/output error");
  }

  @Test
  void damagedFilesBesideTheAuthorityDoNoHarm() {
    TestAuthority.write(site.authorities.resolve("junk.pem"), "-----BEGIN X", "rw-r--r--");
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
  }

  private void publish(String ending, String list) {
    TestAuthority.write(site.authorities.resolve("0a1b2c3d." + ending), list, "rw-r--r--");
    site.source.refresh();
  }

  @Test
  void aRevokedCertificateIsRefused() {
    publish("r0", site.root.revoking(site.root.person("Bob", LATER)));
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
    publish("r0", site.root.revoking(site.alice));
    assertThat(site.failure()).contains("has revoked: /DC=org/O=Lab/CN=Alice");
  }

  @Test
  void aListOfRevokedCertificatesThatCannotBeUsedRefusesThem() throws IOException {
    Path list = site.authorities.resolve("0a1b2c3d.r0");
    publish("r0", "junk");
    assertThat(site.failure()).contains(list + " cannot be used: it is damaged");
    publish("r0", "");
    assertThat(site.failure()).contains(list + " cannot be used: it is damaged");
    Files.delete(list);
    Files.createDirectory(list);
    site.source.refresh();
    assertThat(site.failure()).contains(list + " cannot be used: it is not a regular file");
    Files.delete(list);
    Files.createSymbolicLink(list, Path.of("nowhere"));
    site.source.refresh();
    assertThat(site.failure()).contains(list + " cannot be used: it is not a regular file");
  }

  @Test
  void ofAuthoritiesWithOneNameEachHasItsOwnList() {
    TestAuthority other = TestAuthority.root("Root", NOW.minusSeconds(60));
    Made bob = site.root.person("Bob", LATER);
    publish("r0", other.revoking(bob));
    assertThat(site.failure()).contains("0a1b2c3d.r0 cannot be used: the authority did not sign");
    publish("r1", site.root.revoking(bob));
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
    publish("r1", site.root.revoking(site.alice));
    assertThat(site.failure()).contains("has revoked: /DC=org/O=Lab/CN=Alice");
  }

  @Test
  void aRootIsTrustedForAsLongAsItIsValid() {
    Instant end = NOW.minusSeconds(86_400).plus(TestAuthority.LONG);
    site.use(site.root.person("Alice", end.plusSeconds(9000)));
    site.pass(Duration.between(NOW, end.minusSeconds(2000)));
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
    site.source.refresh();
    site.pass(Duration.ofSeconds(2001));
    assertThat(site.failure())
        .contains("chain is not valid, at /DC=org/O=Lab/CN=Root: expired; replace");
    TestAuthority.write(
        site.authorities.resolve("renewed.pem"),
        site.root.renewed(end.minusSeconds(60)).own().certificate(),
        "rw-r--r--");
    site.source.refresh();
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
    site.source.refresh();
    site.pass(Duration.ofDays(-9000));
    assertThat(site.failure()).contains("at /DC=org/O=Lab/CN=Root: not yet valid");
  }

  @Test
  void whatWasRefusedIsCheckedAgainAfterTenSecondsOrARefresh() throws IOException {
    Path root = site.authorities.resolve("0a1b2c3d.0");
    Files.delete(root);
    assertThat(site.failure()).contains("is not trusted");
    site.root.install(site.authorities);
    site.pass(AGAIN.minusMillis(1));
    assertThat(site.failure()).contains("is not trusted");
    site.pass(Duration.ofMillis(1));
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
    Files.delete(root);
    site.source.refresh();
    assertThat(site.failure()).contains("is not trusted");
    site.root.install(site.authorities);
    site.source.refresh();
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
  }

  @Test
  void anotherCertificateIsCheckedAtOnceThoughOneWasRefused() {
    site.use(TestAuthority.root("Other", NOW.minusSeconds(60)).person("Alice", LATER));
    assertThat(site.failure()).contains("is not trusted");
    site.use(site.alice);
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
  }

  @Test
  void anExpiredCertificateAndAClockThatIsBehindAreTold() {
    site.file();
    assertThat(site.failure(LATER.plusSeconds(1)))
        .contains("alice.pem: the certificate expired at 2026-12-28T00:00:00Z; replace it");
    assertThat(site.failure(NOW.minusSeconds(90_000)))
        .contains(
            "the certificate is not valid before 2026-11-27T00:00:00Z; check the system clock");
    site.use(site.root.person("Alice", NOW.minusSeconds(1)));
    assertThat(site.failure()).contains("is not valid, at /DC=org/O=Lab/CN=Alice: expired");
  }

  @Test
  void certificatesOutOfOrderAreRefused() {
    TestAuthority middle = site.root.below("Middle");
    Made carol = middle.person("Carol", LATER);
    site.use(
        carol.certificate() + site.root.own().certificate() + middle.own().certificate(),
        carol.key());
    assertThat(site.failure())
        .contains("alice.pem is out of order: certificate 2 did not issue certificate 1");
    site.use(middle.own().certificate() + carol.certificate(), carol.key());
    assertThat(site.failure())
        .contains("begins with the certificate of an authority, /DC=org/O=Lab/CN=Middle");
  }

  @Test
  void aProxyMakesNoProxies() {
    String proxy = site.file();
    TestAuthority.write(site.certificate, proxy, "rw-------");
    TestAuthority.write(site.key, proxy, "rw-------");
    assertThat(site.failure()).contains("holds a proxy, which lives too short a time");
  }

  @Test
  void aCertificateThatMayNotSignIsRefused() {
    site.use(
        site.root.person(
            new X500Name("CN=x"), TestAuthority.keys("EC", 256), LATER, KeyUsage.keyEncipherment));
    assertThat(site.failure()).contains("does not include digitalSignature");
  }

  @Test
  void filesThatHoldSomethingElseAreRefused() {
    site.use("", site.alice.key());
    assertThat(site.failure()).contains("alice.pem contains no certificate");
    site.use(site.alice.certificate(), "");
    assertThat(site.failure()).contains("alice.key is not a PEM file");
    site.use(site.alice.certificate(), site.alice.key() + site.alice.key());
    assertThat(site.failure()).contains("alice.key (2 keys) contains several private keys");
    String text = site.alice.certificate();
    site.use(text.substring(0, text.length() / 2), site.alice.key());
    assertThat(site.failure()).contains("alice.pem is damaged or cut off");
    site.use(text.replaceFirst("M", "A"), site.alice.key());
    assertThat(site.failure()).contains("alice.pem cannot be used: certificate 1 is damaged");
    site.use(text.repeat(1 + 1_048_576 / text.length()), site.alice.key());
    assertThat(site.failure()).contains("alice.pem cannot be read", "is too large");
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() {
    TestAuthority.write(site.key, site.alice.key(), "rw-r--r--");
    assertThat(site.failure()).contains("alice.key (mode 0644) is accessible by group or others");
  }

  @Test
  void whatDidNotChangeIsCheckedAgainAfterARefreshOnly() throws IOException {
    site.file();
    Files.delete(site.authorities.resolve("0a1b2c3d.0"));
    assertThat(site.file()).contains("BEGIN CERTIFICATE");
    site.source.refresh();
    assertThat(site.failure()).contains("is not trusted");
    assertThat(site.source.generation()).isZero();
  }
}
