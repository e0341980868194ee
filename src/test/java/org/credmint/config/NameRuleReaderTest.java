// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.credmint.htcondor.NameRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How file names are read under each release of HTCondor, and what is told of clashes. */
class NameRuleReaderTest {
  private static final TestKnobs BASE =
      TestKnobs.smallest().set("LOCAL_CREDMON_PROVIDER_NAMES", "cms");

  @ParameterizedTest
  @CsvSource({
    "23.9.6, '', false",
    "23.9.6, false, false",
    "23.9.6, true, false",
    "24.0.22, '', false",
    "24.12.15, false, false",
    "25.0.13, '', false",
    "25.13.1, '', false",
    "25.13.2, '', true",
    "25.13.2, false, true",
    "25.13.2, true, false",
    "25.14.1, false, true",
    "26.0.0, false, true",
    "'', '', false",
    "'', false, true",
    "'', true, false",
  })
  void handlesOfLocalProvidersAreThereAsTheReleaseHasThem(
      String release, String allowed, boolean handles) {
    TestKnobs knobs =
        BASE.set("CONDOR_VERSION", release).set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", allowed);
    assertThat(knobs.settings().names()).isEqualTo(new NameRule(handles, Set.of(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.0.13"})
  void anOldReleaseTakesAnyNameWithoutAWord(String release) {
    TestKnobs knobs =
        BASE.set("CONDOR_VERSION", release).set("LOCAL_CREDMON_PROVIDER_NAMES", "my_tokens a.b");
    assertThat(knobs.settings().providers()).containsOnlyKeys("a.b", "my_tokens");
    assertThat(knobs.messages()).isEmpty();
  }

  @Test
  void aKnobThatTheReleaseDoesNotHaveIsToldWhereItWouldMatter() {
    TestKnobs knobs = BASE.set("CONDOR_VERSION", "25.0.13");
    assertThat(knobs.set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "true").messages()).isEmpty();
    assertThat(knobs.set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "false").messages())
        .singleElement()
        .asString()
        .contains("CREDMON_ALLOW_SPECIAL_CHAR_NAMES = false", "25.0.13", "no handles", "25.13.2");
  }

  @Test
  void servicesOfOtherMonitorsAreClaimedByTheirKnobs() {
    TestKnobs knobs =
        BASE.set("OAUTH2_CREDMON_PROVIDER_NAMES", "box, cms_crab")
            .set("VAULT_CREDMON_PROVIDER_NAMES", "* vault")
            .set("CLIENT_CREDMON_PROVIDER_NAMES", "client cms")
            .set("PELICAN_CREDMON_PROVIDER_NAMES", "osdf")
            .set("cms_web_CLIENT_ID", "x")
            .set("CMS_CLIENT_ID", "x")
            .set("CMS_P_PELICAN_CLIENT_ID", "x");
    NameRule rule = knobs.settings().names();
    assertThat(rule.claimed()).containsExactlyInAnyOrder("box", "cms_crab", "vault", "osdf");
    assertThat(rule.clients()).containsExactlyInAnyOrder("CMS_WEB", "CMS_P", "CMS_P_PELICAN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OAUTH2", "VAULT", "PELICAN"})
  void aServiceThatReadsLikeAHandleOfOursIsAClash(String other) {
    String knob = other + "_CREDMON_PROVIDER_NAMES";
    assertThat(clashes(BASE.set(knob, "box cms_crab cmsx")))
        .singleElement()
        .asString()
        .startsWith(knob + " = cms_crab: ")
        .contains("provider cms", "cms_crab.top", "handle crab", "rename one of the two")
        .contains(!other.equals("VAULT") ? "takes them for files" : "leaves");
  }

  @Test
  void aClientReadsLikeAHandleOfOursInAnyCase() {
    assertThat(clashes(BASE.set("CMS_CRAB_CLIENT_ID", "secret-id")))
        .singleElement()
        .asString()
        .startsWith("CMS_CRAB_CLIENT_ID: ")
        .contains("provider cms")
        .doesNotContain("secret-id");
  }

  @Test
  void aProviderOfOursThatReadsLikeAHandleOfAnotherServiceIsAClashToo() {
    TestKnobs knobs =
        BASE.set("CONDOR_VERSION", "23.9.6")
            .set("LOCAL_CREDMON_PROVIDER_NAMES", "cms_crab")
            .set("OAUTH2_CREDMON_PROVIDER_NAMES", "cms");
    assertThat(clashes(knobs))
        .singleElement()
        .asString()
        .contains("provider cms_crab", "cms with handle crab");
  }

  private static List<String> clashes(TestKnobs knobs) {
    return knobs.messages().stream().filter(text -> text.contains("mistaken")).toList();
  }
}
