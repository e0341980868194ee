// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.credmint.config.TestKnobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers whose tokens HTCondor asks for as itself. */
final class ClientReaderTest {
  private static final TestKnobs REMOTE =
      TestKnobs.smallest()
          .without("LOCAL_CREDMON_TOKEN_AUDIENCE")
          .set("CLIENT_CREDMON_PROVIDER_NAMES", "remote")
          .set("CLIENT_CREDMON_remote_CLIENT_ID", "htcondor")
          .set("CLIENT_CREDMON_remote_CLIENT_SECRET_FILE", "/s/remote")
          .set("CLIENT_CREDMON_remote_ISSUER", "https://issuer.example");

  private static ClientSettings remote(TestKnobs knobs) {
    return knobs.settings().oauth().clients().get("remote");
  }

  @Test
  void aProviderIsReadByTheStockCredmonsKnobs() {
    assertThat(REMOTE.messages()).isEmpty();
    ClientSettings read = remote(REMOTE);
    assertThat(read.service().kind()).isEqualTo(ServiceKind.CLIENT);
    assertThat(read.service().clientId()).isEqualTo("htcondor");
    assertThat(read.service().secretFile()).contains(Path.of("/s/remote"));
    assertThat(read.service().location().url()).isEqualTo(URI.create("https://issuer.example"));
    assertThat(read.rights().claims().audiences()).isEmpty();
    assertThat(read.userScope()).isEqualTo("condor.user:");
    assertThat(REMOTE.settings().providers()).isEmpty();
  }

  @Test
  void aGeneralKnobHoldsForAllAndTheProvidersOwnGoesBeforeIt() {
    TestKnobs knobs =
        REMOTE
            .set("CLIENT_CREDMON_TOKEN_AUDIENCE", "https://all")
            .set("CLIENT_CREDMON_AUTHZ_TEMPLATE", "compute.read")
            .set("CLIENT_CREDMON_TOKEN_URL", "https://issuer.example/t")
            .set("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/local");
    assertThat(remote(knobs).rights().claims().audiences()).containsExactly("https://all");
    assertThat(remote(knobs).rights().claims().scopes().toString()).contains("compute.read");
    assertThat(remote(knobs).service().location().url())
        .isEqualTo(URI.create("https://issuer.example/t"));
    TestKnobs own = knobs.set("CLIENT_CREDMON_remote_TOKEN_AUDIENCE", "https://own");
    assertThat(remote(own).rights().claims().audiences()).containsExactly("https://own");
  }

  @Test
  void aPolicyThatLimitsTheLifetimeIsAMistakeBecauseTheIssuerDecides() {
    String rules = "everybody: scopes compute.read";
    assertThat(REMOTE.set("CREDMINT_remote_POLICY", rules).messages())
        .noneMatch(line -> line.contains("lifetime"));
    assertThat(REMOTE.set("CREDMINT_remote_POLICY", rules + ", lifetime 600").messages())
        .anyMatch(line -> line.contains("the remote issuer alone decides"));
  }

  @Test
  void theScopeOfTheUserCanBeLeftOut() {
    assertThat(remote(REMOTE.set("CREDMINT_remote_USER_SCOPE", "none")).userScope()).isEmpty();
  }

  @Test
  void aProviderThatIsLocalTooIsLocalAsForTheCredd() {
    TestKnobs both =
        REMOTE
            .set("LOCAL_CREDMON_PROVIDER_NAMES", "remote")
            .set("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://a");
    assertThat(both.settings().oauth().clients()).isEmpty();
    assertThat(both.settings().providers()).containsOnlyKeys("remote");
    assertThat(both.messages())
        .singleElement()
        .asString()
        .contains("CLIENT_CREDMON_PROVIDER_NAMES", "treats as a local provider");
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT_CREDMON_remote_CLIENT_ID, '', is not set",
    "CLIENT_CREDMON_remote_ISSUER, ftp://x, is not an https URL",
    "CLIENT_CREDMON_remote_AUTHZ_TEMPLATE, read:, no path",
    "CREDMINT_remote_TOKEN_ENDPOINT_AUTH_METHOD, mutual, private_key_jwt",
    "CREDMINT_remote_GRANULARITY, month, month"
  })
  void eachMistakeDisablesItsProviderAlone(String knob, String value, String said) {
    TestKnobs knobs =
        REMOTE
            .set("CLIENT_CREDMON_PROVIDER_NAMES", "remote other")
            .set("CLIENT_CREDMON_other_CLIENT_ID", "htcondor")
            .set("CLIENT_CREDMON_other_TOKEN_URL", "https://issuer.example/t")
            .set(knob, value);
    assertThat(knobs.messages()).isNotEmpty().allSatisfy(one -> assertThat(one).contains(knob));
    assertThat(knobs.messages().get(0)).contains(said);
    assertThat(knobs.settings().oauth().clients()).containsOnlyKeys("other");
    assertThat(knobs.read().parts().remote()).isEqualTo(Set.of("remote", "other"));
    assertThat(knobs.read().rights()).containsOnlyKeys("remote", "other");
  }
}
