// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.Target;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.issue.Issuance;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.proxy.TestAuthority;
import org.credmint.issue.proxy.TestAuthority.Made;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.Provider.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two credentials that are made from one certificate. */
final class ProxyLoaderTest {
  private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
  private static final Instant FROM = NOW.minusSeconds(86_400);

  @TempDir private Path temporary;
  private final TestAuthority root = TestAuthority.root("Root", FROM);
  private final List<Problem> problems = new ArrayList<>();
  private final Host host = Host.create();
  private ProxyLoader loader;

  @BeforeEach
  void anAuthorityAndACertificate() throws IOException {
    loader = new ProxyLoader(host, SignatureProvider.ofTheJdk(), () -> NOW, new Lanes());
    root.install(Files.createDirectory(temporary.resolve("certificates")));
    use(root.person("Robot", NOW.plus(Duration.ofDays(30))));
  }

  private void use(Made one) {
    use(one.certificate() + one.key());
  }

  private void use(String file) {
    TestAuthority.write(temporary.resolve("robot.pem"), file, "rw-------");
  }

  private Map<String, StandingSettings> settings(String names) {
    Map<String, String> knobs = new HashMap<>();
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", temporary.toString());
    knobs.put("CREDMINT_STANDING", names);
    for (String name : names.split(" ", -1)) {
      knobs.put("CREDMINT_" + name + "_TYPE", "x509_cert");
      knobs.put("CREDMINT_" + name + "_PURPOSE", "request");
      knobs.put("CREDMINT_" + name + "_CERTIFICATE_FILE", temporary + "/robot.pem");
      knobs.put("CREDMINT_" + name + "_X509_CERT_DIR", temporary + "/certificates");
      knobs.put("CREDMINT_" + name + "_EXPORT", "/nowhere/" + name);
    }
    return Settings.read(Knobs.of(knobs), "CREDMON_OAUTH", "ap.example.org")
        .settings()
        .orElseThrow()
        .standing()
        .usable();
  }

  private Optional<StandingMaker> load(String names) {
    Map<String, StandingSettings> all = settings(names);
    loader.refresh(all.keySet());
    problems.clear();
    Optional<StandingMaker> last = Optional.empty();
    for (StandingSettings one : all.values()) {
      Content.Proxy content = (Content.Proxy) one.content();
      last = loader.load(one, content.settings(), host.identity().uid(), problems);
    }
    return last;
  }

  @Test
  void theKeyOfACredentialThatIsNoLongerConfiguredIsForgotten() {
    load("first second");
    assertThat(loader.held()).isEqualTo(Set.of("first", "second"));
    load("second");
    assertThat(loader.held()).isEqualTo(Set.of("second"));
  }

  @Test
  void anRsaKeyIsMadeWhereItDelaysNobody() throws Exception {
    CredentialId id = new CredentialId("standing", "first", "");
    Answer answer = load("first").orElseThrow().decide(id, Target.NONE);
    assertThat(((Answer.Planned<?>) answer).issue(NOW)).isInstanceOf(Issuance.Awaited.class);
  }

  @Test
  void eachCredentialsMessagesNameItsOwnKnobsThoughTheFilesAreTheSame() throws Exception {
    Made robot = root.person("Robot", NOW.plus(Duration.ofDays(30)));
    use(robot.certificate() + TestAuthority.encrypted(robot.keys(), "word-4711"));
    load("first second");
    assertThat(problems)
        .extracting(Problem::fix)
        .satisfiesExactlyInAnyOrder(
            fix -> assertThat(fix).contains("CREDMINT_first_PRIVATE_KEY_PASSPHRASE_FILE"),
            fix -> assertThat(fix).contains("CREDMINT_second_PRIVATE_KEY_PASSPHRASE_FILE"));
  }

  @Test
  void aCertificateThatWasReplacedWhileItsCredentialWasNotConfiguredIsAnother() {
    StandingMaker before = load("first").orElseThrow();
    assertThat(load("first").orElseThrow().makesTheSameAs(before)).isTrue();
    load("second");
    use(root.person("Robot", NOW.plus(Duration.ofDays(30))));
    assertThat(load("first").orElseThrow().makesTheSameAs(before)).isFalse();
  }
}
