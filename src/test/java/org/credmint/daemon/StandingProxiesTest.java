// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.credmint.config.AuditSettings;
import org.credmint.config.knob.Problem;
import org.credmint.content.Content;
import org.credmint.content.ContentReader;
import org.credmint.event.CredentialEvent;
import org.credmint.issue.proxy.TestAuthority;
import org.credmint.issue.proxy.TestAuthority.Made;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X.509 proxies through a whole monitor. */
final class StandingProxiesTest {
  private static final Instant FROM = TestMonitor.START.minusSeconds(86_400);
  private static final Instant UNTIL = TestMonitor.START.plus(Duration.ofDays(30));

  @TempDir private Path temporary;
  private final TestAuthority root = TestAuthority.root("Root", FROM);
  private TestMonitor monitor;
  private StandingSite site;

  @BeforeEach
  void declareARobotBesideAPilot() throws IOException {
    monitor = new TestMonitor(temporary);
    site = new StandingSite(temporary, monitor.directory);
    monitor.asking(site.source(monitor.directory, new AtomicLong()));
    root.install(Files.createDirectory(temporary.resolve("certificates")));
    use(root.person("Robot", UNTIL));
    site.set("CREDMINT_STANDING", "robot pilot");
    site.set("CREDMINT_pilot_TARGETS", "fnal");
    site.set("CREDMINT_robot_TYPE", "x509_cert");
    site.set("CREDMINT_robot_PURPOSE", "request");
    site.set("CREDMINT_robot_CERTIFICATE_FILE", temporary + "/robot.pem");
    site.set("CREDMINT_robot_X509_CERT_DIR", temporary + "/certificates");
    site.set("CREDMINT_robot_PROXY_KEY_TYPE", "p256");
    site.set("CREDMINT_robot_TOKEN_LIFETIME", "3600");
    site.set("CREDMINT_robot_EXPORT", file().toString());
  }

  @AfterEach
  void close() {
    monitor.close();
    site.close();
  }

  /** The next monitor on the same directories. */
  private void restart() throws IOException {
    monitor.close();
    monitor = new TestMonitor(temporary);
    monitor.asking(site.source(monitor.directory, new AtomicLong()));
  }

  private void use(Made one) {
    TestAuthority.write(temporary.resolve("robot.pem"), one.certificate() + one.key(), "rw-------");
  }

  private Path file() {
    return site.exports.resolve("robot.pem");
  }

  private Content.Credential proxy() {
    try {
      Content found = ContentReader.read(Files.readAllBytes(file()), TestMonitor.START);
      assertThat(found).isInstanceOf(Content.Credential.class);
      return (Content.Credential) found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestMonitor serving() {
    site.serve(monitor);
    assertThat(site.problems).isEmpty();
    return monitor;
  }

  private List<String> problems() {
    return site.problems.stream().map(Problem::toString).toList();
  }

  private long renewals() {
    return monitor.events(CredentialEvent.Renewed.class).stream()
        .filter(one -> one.id().provider().equals("robot"))
        .count();
  }

  @Test
  void aProxyIsExportedAndReplacedAtHalfOfItsLife() throws IOException {
    serving()
        .then(() -> assertThat(proxy().identity().text()).isEqualTo("/DC=org/O=Lab/CN=Robot"))
        .then(() -> assertThat(renewals()).isEqualTo(1))
        .thenPasses(Duration.ofMinutes(26))
        .then(() -> assertThat(renewals()).isEqualTo(1))
        .thenPasses(Duration.ofMinutes(8))
        .run();
    assertThat(renewals()).isEqualTo(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(monitor.events(CredentialEvent.LargeToken.class)).isEmpty();
  }

  @Test
  void readersThatLookSeldomGetItSooner() {
    site.set("SHADOW_CHECKPROXY_INTERVAL", "1800");
    serving().thenPasses(Duration.ofMinutes(26)).run();
    assertThat(renewals()).isEqualTo(2);
  }

  @Test
  void aRestartKeepsAGoodProxy() throws IOException {
    serving().run();
    byte[] before = Files.readAllBytes(file());
    restart();
    serving().thenPasses(Duration.ofSeconds(5)).run();
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(renewals()).isZero();
  }

  @Test
  void aUsersJobsFindItInTheirCredentials() throws IOException {
    String me = System.getProperty("user.name");
    site.without("CREDMINT_robot_EXPORT").set("CREDMINT_robot_USER", me);
    serving().run();
    assertThat(Files.readString(monitor.directory.resolve(me).resolve("robot.use")))
        .startsWith("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void aCertificateThatCannotBeUsedIsOneMessageAndTheOthersAreServed() {
    use(TestAuthority.root("Other", FROM).person("Robot", UNTIL));
    site.serve(monitor);
    monitor.run();
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(
            "CREDMINT_robot_CERTIFICATE_FILE = "
                + temporary
                + "/robot.pem: holds a certificate that is not trusted: its issuer"
                + " /DC=org/O=Lab/CN=Other is not in "
                + temporary
                + "/certificates; ");
    assertThat(file()).doesNotExist();
    assertThat(site.file("fnal")).exists();
  }

  @Test
  void aCertificateThatEndsSoonIsWarnedOfAndEndsItsProxies() {
    use(root.person("Robot", TestMonitor.START.plusSeconds(3000)));
    site.serve(monitor);
    monitor.thenPasses(Duration.ofSeconds(2900)).thenPasses(Duration.ofSeconds(10)).run();
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("ends at 2026-11-22T00:50:00Z, and with it every proxy");
    // All end together, so that nothing is won by making them again and again.
    assertThat(renewals()).isEqualTo(1);
    assertThat(monitor.events(CredentialEvent.NotRenewed.class))
        .isNotEmpty()
        .allMatch(one -> one.text().contains("the certificate ends at 2026-11-22T00:50:00Z"));
  }

  @Test
  void aLifetimeThatReadersCannotFollowIsWarnedOf() {
    site.set("CREDMINT_robot_TOKEN_LIFETIME", "600");
    site.serve(monitor);
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("CREDMINT_robot_TOKEN_LIFETIME = 600", "only every 600 s", "or more");
  }

  @Test
  void aFileThatIsNoProxyIsNotOverwrittenButAProxyIs() throws IOException {
    Files.writeString(file(), "my notes\n");
    serving().run();
    assertThat(file()).hasContent("my notes\n");
    Files.delete(file());
    Made person = root.person("Alice", UNTIL);
    Files.writeString(file(), person.certificate() + person.key());
    serving().run();
    assertThat(file()).hasContent(person.certificate() + person.key());
  }

  /** What is in the file in the end. */
  private String after(String before) throws IOException {
    TestAuthority.write(file(), before, "rw-------");
    serving().run();
    return Files.readString(file());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProxyOfAnotherSubjectIsNotOverwrittenWhileItIsValid(boolean hasVoms) throws IOException {
    Made alice = root.person("Alice", UNTIL);
    String proxy = TestAuthority.proxy(alice, TestMonitor.START.plusSeconds(1), hasVoms);
    assertThat(after(proxy)).isEqualTo(proxy);
  }

  @Test
  void aProxyWithVomsAttributesIsNotOverwrittenWhileItIsValid() throws IOException {
    Made robot = root.person("Robot", UNTIL);
    use(robot);
    String proxy = TestAuthority.proxy(robot, TestMonitor.START.plusSeconds(1), true);
    assertThat(after(proxy)).isEqualTo(proxy);
  }

  @Test
  void anExpiredProxyOfAnotherSubjectIsOverwritten() throws IOException {
    Made alice = root.person("Alice", UNTIL);
    after(TestAuthority.proxy(alice, TestMonitor.START, true));
    assertThat(proxy().identity().text()).isEqualTo("/DC=org/O=Lab/CN=Robot");
  }

  @Test
  void aProxyOfTheSameSubjectWithoutAttributesIsOverwritten() throws IOException {
    Made robot = root.person("Robot", UNTIL);
    String proxy = TestAuthority.proxy(robot, TestMonitor.START.plusSeconds(1), false);
    assertThat(after(proxy)).isNotEqualTo(proxy);
    assertThat(renewals()).isEqualTo(1);
  }

  @Test
  void aCertificateOfAnotherSubjectReplacesTheProxiesOfTheOneBefore() throws IOException {
    serving().run();
    restart();
    use(root.person("Other", UNTIL));
    serving().run();
    assertThat(proxy().identity().text()).isEqualTo("/DC=org/O=Lab/CN=Other");
  }

  @Test
  void aDeclarationThatIsTakenAwayTakesItsProxyWithIt() throws IOException {
    AuditSettings audit = new AuditSettings(temporary.resolve("audit.log"), 1_000_000, 2);
    serving().audited(audit).run();
    assertThat(file()).exists();
    assertThat(Files.readString(audit.file()))
        .contains("/DC=org/O=Lab/CN=Robot", "CREDMINT_robot_CERTIFICATE_FILE")
        .doesNotContain("PRIVATE KEY");
    restart();
    site.set("CREDMINT_STANDING", "pilot");
    site.serve(monitor);
    // A credential of the very second in which the audit log is read may be missing in it.
    Duration later = Duration.ofSeconds(70);
    monitor.audited(audit).thenPasses(later).thenPasses(later).thenPasses(later).run();
    assertThat(file()).doesNotExist();
  }
}
