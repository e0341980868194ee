// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Unusable;
import org.credmint.content.TestCertificates.Made;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.x509.DistinguishedNames;
import org.junit.jupiter.api.Test;

final class CertificateChainTest {
  private static final Instant NOW = TestCertificates.FROM.plusSeconds(60);
  private static final Instant LATER = NOW.plusSeconds(3600);

  private final Made root = TestCertificates.root();
  private final Made alice = TestCertificates.person(root, "Alice", NOW.plusSeconds(86_400));
  private final Made proxy = TestCertificates.proxy(alice, "4711", -1, LATER);

  private static Content read(String... parts) {
    return ContentReader.read(String.join("", parts).getBytes(StandardCharsets.UTF_8), NOW);
  }

  private static Credential credential(String... parts) {
    Content content = read(parts);
    assertThat(content).isInstanceOf(Credential.class);
    return (Credential) content;
  }

  private static String refusal(String... parts) {
    Content content = read(parts);
    assertThat(content).isInstanceOf(Unusable.class);
    return ((Unusable) content).flaw().reason();
  }

  @Test
  void aProxySpeaksForThePersonItWasMadeFromAndEndsWithTheFirstOfItsChain() {
    Credential found =
        credential(proxy.certificate(), proxy.key(), alice.certificate(), root.certificate());
    assertThat(found.form()).isEqualTo("a proxy certificate with its private key");
    assertThat(found.type()).isEqualTo(CredentialType.X509_CERT);
    assertThat(found.identity().text()).isEqualTo("/DC=org/O=Lab/CN=Alice");
    assertThat(found.fact("subject")).isEqualTo("/DC=org/O=Lab/CN=Alice/CN=4711");
    assertThat(found.identity().glideinWms()).contains("/DC=org/O=Lab/CN=Alice/CN=4711");
    assertThat(found.fact("proxy")).isEqualTo("1 level, inherits all rights");
    assertThat(found.fact("chain")).isEqualTo("3 certificates");
    assertThat(found.lifetime().expiresAt()).contains(LATER);
    ValidityRule rule = new ValidityRule(Duration.ZERO, Duration.ZERO);
    assertThat(found.validity(rule, LATER).verdict()).isEqualTo(Verdict.EXPIRED);
    assertThat(found.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aProxyOutlivesNoneOfItsIssuers() {
    Made brief = TestCertificates.person(root, "Bob", NOW.plusSeconds(5));
    Made longer = TestCertificates.proxy(brief, "1", -1, LATER);
    assertThat(
            credential(longer.certificate(), longer.key(), brief.certificate())
                .lifetime()
                .expiresAt())
        .contains(NOW.plusSeconds(5));
  }

  @Test
  void aLimitedProxyLimitsThoseMadeFromIt() {
    String limited = "1.3.6.1.4.1.3536.1.1.1.9";
    Made upper = TestCertificates.proxy(alice, "1", -1, LATER, limited);
    Made lower = TestCertificates.proxy(upper, "2", -1, LATER);
    assertThat(
            credential(lower.certificate(), lower.key(), upper.certificate(), alice.certificate())
                .fact("proxy"))
        .isEqualTo("2 levels, limited: cannot submit jobs");
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(credential(proxy.certificate()).remarks())
        .containsExactly(
            "without its private key a proxy is of no use",
            "its issuer is not in the file, so nothing proves who issued it");
    assertThat(credential(proxy.certificate()).identity().text())
        .isEqualTo("/DC=org/O=Lab/CN=Alice");
    assertThat(credential(alice.certificate(), proxy.certificate()).remarks().get(0))
        .isEqualTo(
            "certificate 2 of the file did not issue certificate 1, so readers pass over it");
    assertThat(credential(alice.certificate(), root.certificate()).remarks())
        .containsExactly("whether anybody trusts its root is not checked");
  }

  @Test
  void aForgedChainIsRefused() {
    Made other = TestCertificates.person(root, "Alice", LATER);
    assertThat(refusal(proxy.certificate(), proxy.key(), other.certificate()))
        .isEqualTo("certificate 2 did not sign certificate 1");
    assertThat(refusal(proxy.certificate(), alice.key(), alice.certificate()))
        .isEqualTo("the private key is not that of the first certificate");
    assertThat(refusal(alice.certificate(), alice.key(), alice.key()))
        .isEqualTo("it contains several private keys");
    Made narrow = TestCertificates.proxy(alice, "1", 0, LATER);
    Made below = TestCertificates.proxy(narrow, "2", 0, LATER);
    assertThat(refusal(below.certificate(), below.key(), narrow.certificate(), alice.certificate()))
        .isEqualTo("proxy 2 allows fewer proxies below it");
  }

  @Test
  void aDamagedFileIsRefused() {
    String text = alice.certificate();
    assertThat(refusal(text.substring(0, text.length() / 2))).contains("is damaged or cut off");
    assertThat(refusal(text.replaceFirst("M", "A"))).isEqualTo("certificate 1 is damaged");
    assertThat(refusal(text, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
        .isEqualTo("its private key is damaged");
    assertThat(refusal("-----BEGIN X-----\nAAAA\n-----END X-----\n"))
        .isEqualTo("it is neither a certificate nor one key: X");
    byte[] nested = new byte[40_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    String deep = Base64.getMimeEncoder().encodeToString(nested);
    for (String type : new String[] {"CERTIFICATE", "PRIVATE KEY", "PUBLIC KEY"}) {
      assertThat(
              refusal("-----BEGIN " + type + "-----\n" + deep + "\n-----END " + type + "-----\n"))
          .contains("is damaged");
    }
  }

  @Test
  void aNameThatIsNotAsciiIsWrittenInBytesAsOpensslDoes() {
    X500Name name = new X500Name("C=DE,CN=Zo\u00eb \u00c5,SERIALNUMBER=5,GIVENNAME=x");
    assertThat(DistinguishedNames.slash(name))
        .isEqualTo("/C=DE/CN=Zo\\xC3\\xAB \\xC3\\x85/serialNumber=5/GN=x");
  }

  @Test
  void aProxyOfTheOldFormIsRefusedWithTheReason() {
    Made old = TestCertificates.oldProxy(alice, LATER);
    assertThat(refusal(old.certificate(), old.key(), alice.certificate()))
        .isEqualTo(
            "proxy 1 is of the form before RFC 3820, which HTCondor and OpenSSL do not accept");
  }

  @Test
  void namesAreWrittenAsTheirReadersCompareThem() {
    X500Name name = new X500Name("C=DE,O=Lab\\, Inc.,UID=7+CN=Robot\\: a/b,E=a@b.example");
    assertThat(DistinguishedNames.slash(name))
        .isEqualTo("/C=DE/O=Lab, Inc./UID=7+CN=Robot: a\\/b/emailAddress=a@b.example");
    assertThat(DistinguishedNames.ofGlideinWms(name))
        .isEqualTo("/C=DE/ Inc./O=Lab\\/UID=7+CN=Robot: a/b/1.2.840.113549.1.9.1=a@b.example");
  }
}
