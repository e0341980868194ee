// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.TestKnobs;
import org.credmint.config.oauth.OAuthSettings.Location;
import org.credmint.config.oauth.OAuthSettings.Method;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.credmint.credential.SigningAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class OAuthReaderTest {
  private static final Path PAGE = Path.of("docs/sources.md");
  private static final TestKnobs BASE = TestKnobs.smallest();
  private static final TestKnobs BOX =
      BASE.set("box_CLIENT_ID", "id").set("box_TOKEN_URL", "https://issuer.example/token");

  private static OAuthServices services(TestKnobs knobs) {
    return knobs.settings().oauth();
  }

  private static OAuthSettings box(TestKnobs knobs) {
    return services(knobs).usable().get("box");
  }

  @Test
  void aServiceIsReadByTheStockCredmonsKnobs() {
    TestKnobs knobs =
        BOX.set("OAUTH2_CREDMON_PROVIDER_NAMES", "box")
            .set("box_CLIENT_SECRET_FILE", "/s/box")
            .set("AUTH_SSL_CLIENT_CADIR", "/etc/grid-security/certificates");
    assertThat(knobs.messages()).isEmpty();
    assertThat(box(knobs))
        .isEqualTo(
            new OAuthSettings(
                "box",
                ServiceKind.LOGIN,
                "id",
                Optional.of(Path.of("/s/box")),
                new Location(
                    Optional.of(URI.create("https://issuer.example/token")),
                    Optional.empty(),
                    Duration.ofHours(1)),
                Method.CLIENT_SECRET_POST,
                Optional.empty(),
                new Trust(
                    Optional.empty(), Optional.of(Path.of("/etc/grid-security/certificates"))),
                Optional.empty(),
                new OAuthDestination(
                    Map.of(
                        "box_TOKEN_URL",
                        "https://issuer.example/token",
                        "box_CLIENT_ID",
                        "id",
                        "AUTH_SSL_CLIENT_CADIR",
                        "/etc/grid-security/certificates"))));
    TestKnobs basic = knobs.set("CREDMINT_box_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_basic");
    assertThat(basic.messages()).isEmpty();
    assertThat(box(basic).method()).isEqualTo(Method.CLIENT_SECRET_BASIC);
  }

  @ParameterizedTest
  @CsvSource({"'', box", "*, box", "'box cern', 'box cern'", "cern, cern"})
  void theServicesAreThoseThatTheCreddTakesForLogins(String list, String expected) {
    TestKnobs knobs = list.isEmpty() ? BOX : BOX.set("OAUTH2_CREDMON_PROVIDER_NAMES", list);
    assertThat(services(knobs).declared().keySet())
        .containsExactlyInAnyOrder(expected.split(" ", -1));
  }

  @Test
  void aClientOfAnotherKindOfServiceMakesNoLoginOfIt() {
    TestKnobs knobs =
        BASE.set("SCITOKENS_CLIENT_ID", "1")
            .set("OSDF_PELICAN_CLIENT_ID", "2")
            .set("CLIENT_CREDMON_CLIENT_ID", "3")
            .set("VAULT_CREDMON_PROVIDER_NAMES", "fermi")
            .set("FERMI_CLIENT_ID", "4")
            .set("EMPTY_CLIENT_ID", "");
    assertThat(services(knobs).declared().keySet()).isEmpty();
  }

  @Test
  void whereThereAreLoginsLocalProvidersNeedNotBe() {
    TestKnobs knobs = BOX.without("LOCAL_CREDMON_TOKEN_AUDIENCE");
    assertThat(knobs.messages()).isEmpty();
    assertThat(knobs.settings().providers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "box_CLIENT_ID, '', is not set",
    "box_TOKEN_URL, '', is not set",
    "box_TOKEN_URL, http://issuer.example/token, is not an https URL",
    "box_TOKEN_URL, https:///token, is not an https URL",
    "box_TOKEN_URL, https://u@issuer.example/token, user name",
    "box_TOKEN_URL, 'https://a b', is not a URL",
    "box_CLIENT_SECRET_FILE, secret, absolute path",
    "CREDMINT_box_TOKEN_ENDPOINT_AUTH_METHOD, mutual, client_secret_post",
    "CREDMINT_box_ISSUER, http://issuer.example, is not an https URL",
    "CREDMINT_box_TOKEN_ENDPOINT_LIFETIME, 5, '60'"
  })
  void eachMistakeDisablesItsServiceAlone(String knob, String value, String said) {
    TestKnobs knobs =
        BOX.set("OAUTH2_CREDMON_PROVIDER_NAMES", "box cern")
            .set("cern_CLIENT_ID", "id")
            .set("cern_TOKEN_URL", "http://localhost:8080/token")
            .set(knob, value);
    assertThat(knobs.messages()).singleElement().asString().startsWith(knob).contains(said);
    assertThat(services(knobs).usable()).containsOnlyKeys("cern");
    assertThat(services(knobs).declared().keySet()).containsExactlyInAnyOrder("box", "cern");
    assertThat(knobs.settings().providers()).containsOnlyKeys("scitokens");
  }

  @Test
  void anIssuerTellsWhereItGivesTokensUnlessAUrlIsConfigured() {
    TestKnobs told =
        BOX.without("box_TOKEN_URL").set("CREDMINT_box_ISSUER", "https://issuer.example");
    assertThat(told.messages()).isEmpty();
    assertThat(box(told).location())
        .isEqualTo(
            new Location(
                Optional.empty(),
                Optional.of(URI.create("https://issuer.example")),
                Duration.ofHours(1)));
    assertThat(box(told).whereInWords())
        .isEqualTo("told by the metadata of https://issuer.example");
    Location both = box(BOX.set("CREDMINT_box_ISSUER", "https://issuer.example")).location();
    assertThat(both.url()).isEqualTo(URI.create("https://issuer.example/token"));
  }

  @Test
  void aClientWithAKeyNeedsItsFile() {
    TestKnobs signing = BOX.set("CREDMINT_box_TOKEN_ENDPOINT_AUTH_METHOD", "private_key_jwt");
    assertThat(signing.messages())
        .singleElement()
        .asString()
        .startsWith("CREDMINT_box_CLIENT_KEY_FILE")
        .contains("is not set");
    TestKnobs whole =
        signing
            .set("CREDMINT_box_CLIENT_KEY_FILE", "/k/box.pem")
            .set("CREDMINT_box_CLIENT_KEY_ID", "k1")
            .set("CREDMINT_box_CLIENT_KEY_ALGORITHM", "RS256");
    assertThat(whole.messages()).isEmpty();
    assertThat(box(whole).key().orElseThrow().privateKey()).isEqualTo(Path.of("/k/box.pem"));
    assertThat(box(whole).key().orElseThrow().id()).contains("k1");
    assertThat(box(whole).key().orElseThrow().algorithm()).isEqualTo(SigningAlgorithm.RS256);
  }

  @Test
  void pelicansServicesHaveTheirOwnKnobsAndAuthorities() {
    TestKnobs knobs =
        BASE.set("PELICAN_CREDMON_PROVIDER_NAMES", "osdf")
            .set("OSDF_PELICAN_CLIENT_ID", "id")
            .set("osdf_PELICAN_CLIENT_ID", "id")
            .set("osdf_PELICAN_CLIENT_SECRET_FILE", "/s/osdf")
            .set("CREDMINT_osdf_ISSUER", "https://origin.example/issuer")
            .set("PELICAN_CREDMON_CA_FILE", "/ca.pem");
    OAuthSettings read = services(knobs).usable().get("osdf");
    assertThat(knobs.messages()).isEmpty();
    assertThat(read.kind()).isEqualTo(ServiceKind.PELICAN);
    assertThat(read.secretFile()).contains(Path.of("/s/osdf"));
    assertThat(read.trust())
        .isEqualTo(new Trust(Optional.of(Path.of("/ca.pem")), Optional.empty()));
    TestKnobs nowhere = knobs.without("CREDMINT_osdf_ISSUER");
    assertThat(services(nowhere).usable()).isEmpty();
    assertThat(nowhere.messages()).singleElement().asString().startsWith("osdf_PELICAN_TOKEN_URL");
  }

  @Test
  void aNameThatNoFileCanHaveIsReported() {
    TestKnobs knobs = BASE.set("OAUTH2_CREDMON_PROVIDER_NAMES", "a/b");
    assertThat(knobs.messages())
        .singleElement()
        .asString()
        .contains("OAUTH2_CREDMON_PROVIDER_NAMES = a/b", "cannot be used");
  }

  @ParameterizedTest
  @EnumSource
  void thePageHasTheKnobsAsTheCodeHasThem(ServiceKind kind) throws IOException {
    String service = kind == ServiceKind.CLIENT ? "<provider>" : "<service>";
    List<String> table = table(OAuthKnob.CLIENT_ID.literalNameFor(kind, service));
    assertThat(table)
        .isEqualTo(
            Arrays.stream(OAuthKnob.values())
                .filter(knob -> knob.isOf(kind))
                .map(knob -> row(kind, service, knob))
                .toList());
  }

  /** The table whose first row has this knob. */
  private static List<String> table(String first) throws IOException {
    List<String> table = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("|")) {
        if (!table.isEmpty()) {
          return table;
        }
      } else if (!table.isEmpty() || line.startsWith("| `" + first + "`")) {
        table.add(line);
      }
    }
    return table;
  }

  private static String row(ServiceKind kind, String service, OAuthKnob knob) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            knob.literalNameFor(kind, service),
            knob.meaning(),
            knob.unit(),
            knob.defaultValue().map(value -> "`" + value + "`").orElse("none"));
  }
}
