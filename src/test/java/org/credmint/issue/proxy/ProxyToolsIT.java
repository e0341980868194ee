// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.content.Content;
import org.credmint.content.ContentReader;
import org.credmint.issue.proxy.TestAuthority.Made;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proxies as OpenSSL and the tools of VOMS judge them, and theirs as we do. */
final class ProxyToolsIT {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path temporary;
  private ProxySite site;
  private Path proxy;

  /** {@code scripts/test} installs them; elsewhere the report says that this was skipped. */
  @BeforeAll
  static void theToolsOfVomsAreThere() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/voms-proxy-info")), "no voms-clients here");
  }

  @BeforeEach
  void anAuthorityAsOpensslLooksForIt() throws Exception {
    site = new ProxySite(temporary, now);
    Path root = temporary.resolve("root.pem");
    Files.writeString(root, site.root.own().certificate());
    String hash = run("openssl", "x509", "-in", root.toString(), "-noout", "-hash").strip();
    Files.copy(root, site.authorities.resolve(hash + ".0"));
    Files.writeString(
        site.authorities.resolve(hash + ".signing_policy"),
        """
        access_id_CA X509 '/DC=org/O=Lab/CN=Root'
        pos_rights globus CA:sign
        cond_subjects globus '"/DC=org/O=Lab/*"'
        """);
    proxy = temporary.resolve("proxy.pem");
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("X509_CERT_DIR", site.authorities.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }

  private String verify() throws IOException, InterruptedException {
    return run(
        "openssl",
        "verify",
        "-allow_proxy_certs",
        "-x509_strict",
        "-CApath",
        site.authorities.toString(),
        "-untrusted",
        proxy.toString(),
        proxy.toString());
  }

  private String tell() throws IOException, InterruptedException {
    return run("voms-proxy-info", "-file", proxy.toString(), "-all");
  }

  private void write() {
    TestAuthority.write(proxy, site.file(), "rw-------");
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA2048", "P256"})
  void opensslAndVomsAcceptAProxyWithEachKey(ProxyKeyType type) throws Exception {
    site.with(type, false, OptionalInt.empty(), Duration.ofHours(12));
    write();
    assertThat(verify()).contains(": OK");
    assertThat(tell())
        .contains("identity  : /DC=org/O=Lab/CN=Alice\n", "type      : RFC")
        .containsPattern("timeleft  : (12:00:00|11:59:..)");
  }

  @Test
  void aProxyOfAnRsaCertificateIsAccepted() throws Exception {
    site.use(
        site.root.person(
            new X500Name("DC=org,O=Lab,CN=Rob\u00e9"),
            TestAuthority.keys("RSA", 2048),
            now.plus(Duration.ofDays(2))));
    site.with(ProxyKeyType.RSA2048, false, OptionalInt.of(1), Duration.ofHours(12));
    write();
    assertThat(verify()).contains(": OK");
    assertThat(tell()).contains("identity  : " + site.issued().description().subject() + "\n");
  }

  @Test
  void aLimitedProxyIsKnownAsOne() throws Exception {
    site.with(ProxyKeyType.P256, true, OptionalInt.of(0), Duration.ofHours(12));
    write();
    assertThat(verify()).contains(": OK");
    assertThat(tell()).contains("type      : RFC");
    assertThat(run("openssl", "x509", "-in", proxy.toString(), "-noout", "-text"))
        .contains("Path Length Constraint: 0", "Policy Language: 1.3.6.1.4.1.3536.1.1.1.9");
  }

  private Content read(Path file) throws IOException {
    return ContentReader.read(Files.readAllBytes(file), now);
  }

  @Test
  void attributesOfVomsAreTold() throws Exception {
    KeyPair keys = TestAuthority.keys("RSA", 2048);
    Instant until = now.plus(Duration.ofDays(2));
    Made server = site.root.person(new X500Name("DC=org,O=Lab,CN=voms.example.org"), keys, until);
    Made robot = site.root.person(new X500Name("DC=org,O=Lab,CN=Robot"), keys, until);
    List<String> command =
        new ArrayList<>(List.of("voms-proxy-fake", "-rfc", "-bits", "2048", "-hours", "2"));
    command.addAll(List.of("-voms", "lab", "-uri", "voms.example.org:15000"));
    command.addAll(List.of("-fqan", "/lab/Role=prod/Capability=NULL", "-fqan", "/lab/a,b"));
    command.addAll(List.of("-vomslife", "1", "-out", proxy.toString()));
    command.addAll(List.of("-certdir", site.authorities.toString()));
    option(command, "-cert", robot.certificate());
    option(command, "-key", robot.key());
    option(command, "-hostcert", server.certificate());
    option(command, "-hostkey", server.key());
    run(command.toArray(String[]::new));
    Content.Credential found = (Content.Credential) read(proxy);
    assertThat(found.fact("x509UserProxyVOName")).isEqualTo("lab");
    assertThat(found.fact("x509UserProxyFirstFQAN")).isEqualTo("/lab/Role=prod/Capability=NULL");
    assertThat(found.fact("x509UserProxyFQAN"))
        .isEqualTo("/DC=org/O=Lab/CN=Robot,/lab/Role=prod/Capability=NULL,/lab/a&comma;b");
    // The attributes end an hour before the proxy, and are what services look at.
    assertThat(found.lifetime().expiresAt().orElseThrow())
        .isBetween(now.plus(Duration.ofMinutes(55)), now.plus(Duration.ofMinutes(65)));
  }

  private void option(List<String> command, String name, String content) {
    Path file = temporary.resolve(name.substring(1) + ".pem");
    TestAuthority.write(file, content, "rw-------");
    command.addAll(List.of(name, file.toString()));
  }
}
