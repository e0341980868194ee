// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.config.knob.Problem;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.config.proxy.ProxySettings;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The knobs of X.509 proxies, right and wrong. */
final class ProxyContentReaderTest {
  private static Map<String, String> proxy() {
    Map<String, String> knobs = new LinkedHashMap<>();
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/var/lib/condor/oauth_credentials");
    knobs.put("CREDMINT_STANDING", "robot");
    knobs.put("CREDMINT_robot_TYPE", "x509_cert");
    knobs.put("CREDMINT_robot_PURPOSE", "request");
    knobs.put("CREDMINT_robot_CERTIFICATE_FILE", "/etc/grid-security/robot.pem");
    knobs.put("CREDMINT_robot_EXPORT", "/var/lib/credmint/proxies/robot.pem");
    return knobs;
  }

  private static SettingsReading read(Map<String, String> knobs) {
    return Settings.read(Knobs.of(knobs), "CREDMON_OAUTH", "ap.example.org");
  }

  private static List<String> problems(Map<String, String> knobs) {
    return read(knobs).problems().stream()
        .map(Problem::toString)
        .filter(text -> !text.startsWith("CREDMINT_STANDING = robot: contains no credential"))
        .toList();
  }

  private static ProxySettings settings(Map<String, String> knobs) {
    SettingsReading reading = read(knobs);
    assertThat(reading.problems()).isEmpty();
    StandingSettings one = reading.settings().orElseThrow().standing().usable().get("robot");
    return ((StandingSettings.Content.Proxy) one.content()).settings();
  }

  @Test
  void aCertificateIsEnough() {
    ProxySettings found = settings(proxy());
    Path file = Path.of("/etc/grid-security/robot.pem");
    assertThat(found.source().certificate()).isEqualTo(file);
    assertThat(found.source().privateKey()).isEqualTo(file);
    assertThat(found.source().passphrase()).isEmpty();
    assertThat(found.source().authorities()).isEqualTo(Path.of("/etc/grid-security/certificates"));
    assertThat(found.keyType()).isEqualTo(ProxyKeyType.RSA2048);
    assertThat(found.limited()).isFalse();
    assertThat(found.pathLength()).isEmpty();
  }

  @Test
  void theTypeHasTheNameOfTheFactoriesToo() {
    Map<String, String> knobs = proxy();
    knobs.put("CREDMINT_robot_TYPE", "grid_proxy");
    assertThat(settings(knobs)).isEqualTo(settings(proxy()));
  }

  @Test
  void everythingCanBeSet() {
    Map<String, String> knobs = proxy();
    knobs.put("CREDMINT_robot_PRIVATE_KEY_FILE", "/etc/grid-security/robot.key");
    knobs.put("CREDMINT_robot_PRIVATE_KEY_PASSPHRASE_FILE", "/etc/grid-security/robot.word");
    knobs.put("CREDMINT_robot_X509_CERT_DIR", "/opt/certificates");
    knobs.put("CREDMINT_robot_PROXY_KEY_TYPE", "P256");
    knobs.put("CREDMINT_robot_LIMITED", "true");
    knobs.put("CREDMINT_robot_PATH_LENGTH", "3");
    ProxySettings found = settings(knobs);
    assertThat(found.source())
        .isEqualTo(
            new ProxySettings.Source(
                Path.of("/etc/grid-security/robot.pem"),
                Path.of("/etc/grid-security/robot.key"),
                Optional.of(Path.of("/etc/grid-security/robot.word")),
                Path.of("/opt/certificates")));
    assertThat(found.keyType()).isEqualTo(ProxyKeyType.P256);
    assertThat(found.limited()).isTrue();
    assertThat(found.pathLength()).isEqualTo(OptionalInt.of(3));
  }

  @Test
  void htcondorsOwnKnobsSayHowOftenItLooks() {
    assertThat(settings(proxy()).readers().interval()).hasSeconds(600);
    assertThat(settings(proxy()).readers().least()).hasSeconds(180);
    assertThat(settings(proxy()).readers().delegates()).isTrue();
    Map<String, String> knobs = proxy();
    knobs.put("SHADOW_CHECKPROXY_INTERVAL", "60");
    knobs.put("GRIDMANAGER_CHECKPROXY_INTERVAL", "2 * 60");
    knobs.put("GRIDMANAGER_MINIMUM_PROXY_TIME", "10");
    knobs.put("CRED_MIN_TIME_LEFT", "20");
    knobs.put("DELEGATE_JOB_GSI_CREDENTIALS", "False");
    knobs.put("DELEGATE_JOB_GSI_CREDENTIALS_LIFETIME", "0");
    assertThat(settings(knobs).readers().interval()).hasSeconds(120);
    assertThat(settings(knobs).readers().least()).hasSeconds(20);
    assertThat(settings(knobs).readers().delegates()).isFalse();
    assertThat(settings(knobs).readers().delegatedLifetime()).isEqualTo(Duration.ZERO);
  }

  @Test
  void whatHtcondorDoesNotUnderstandIsItsDefault() {
    Map<String, String> knobs = proxy();
    knobs.put("SHADOW_CHECKPROXY_INTERVAL", "often");
    knobs.put("DELEGATE_JOB_GSI_CREDENTIALS", "perhaps");
    assertThat(settings(knobs).readers()).isEqualTo(settings(proxy()).readers());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CERTIFICATE_FILE | robot.pem   | not an absolute path",
        "PRIVATE_KEY_FILE | robot.key   | not an absolute path",
        "X509_CERT_DIR    | certs       | not an absolute path",
        "PROXY_KEY_TYPE   | rsa1024     | is not a type of key; write rsa2048, rsa3072 or p256",
        "LIMITED          | maybe       | is not a boolean",
        "PATH_LENGTH      | -1          | outside 0 to 100",
        "PATH_LENGTH      | 0           | DELEGATE_JOB_GSI_CREDENTIALS is true",
        "MODE             | 0640        | it holds a private key",
        "SCOPE            | read:/      | an X.509 proxy says what its certificate says",
        "SUBJECT_TEMPLATE | x@y         | an X.509 proxy says what its certificate says",
        "KEY              | POOL        | an X.509 proxy says what its certificate says",
      })
  void eachMistakeIsOneProblemThatNamesKnobValueAndFix(String knob, String value, String expected) {
    Map<String, String> knobs = proxy();
    knobs.put("CREDMINT_robot_" + knob, value);
    assertThat(problems(knobs))
        .singleElement()
        .asString()
        .contains(expected, "CREDMINT_robot_" + knob + " = " + value, "; ");
  }

  @Test
  void aProxyNeedsACertificate() {
    Map<String, String> knobs = proxy();
    knobs.remove("CREDMINT_robot_CERTIFICATE_FILE");
    assertThat(problems(knobs))
        .singleElement()
        .asString()
        .startsWith("CREDMINT_robot_CERTIFICATE_FILE: is not set");
  }

  @Test
  void aTokenHasNoKnobsOfProxies() {
    Map<String, String> knobs = proxy();
    knobs.put("CREDMINT_robot_TYPE", "idtoken");
    knobs.put("CREDMINT_robot_PURPOSE", "callback");
    knobs.put("CREDMINT_robot_SUBJECT_TEMPLATE", "pilot@example.org");
    knobs.put("TRUST_DOMAIN", "example.org");
    assertThat(problems(knobs))
        .singleElement()
        .asString()
        .contains("CREDMINT_robot_CERTIFICATE_FILE", "it is for X.509 proxies");
  }
}
