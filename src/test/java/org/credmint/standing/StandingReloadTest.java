// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.credmint.credential.Scope;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Standing credentials under a configuration with a mistake that a running daemon reads: nothing
 * that the new configuration takes away is issued any longer.
 */
final class StandingReloadTest {
  private static final String ISSUER = "LOCAL_CREDMON_chem_ISSUER";
  private static final String POLICY = "CREDMINT_chem_POLICY";

  @TempDir private Path temporary;
  private StandingConfigurations knobs;
  private ActiveConfiguration before;

  @BeforeEach
  void start() {
    knobs = new StandingConfigurations(temporary);
    before = knobs.start();
    assertThat(scopes(before)).containsExactly("compute.create", "compute.read");
  }

  private static Answer ce(ActiveConfiguration active) {
    return StandingConfigurations.decide(active, "ce", "fnal");
  }

  private static Answer pilot(ActiveConfiguration active) {
    return StandingConfigurations.decide(active, "pilot", "fnal");
  }

  private static String[] scopes(ActiveConfiguration active) {
    assertThat(ce(active)).isInstanceOf(Answer.Planned.class);
    TokenPlan plan = (TokenPlan) ((Answer.Planned<?>) ce(active)).plan();
    return plan.scopes().stream().map(Scope::toString).toArray(String[]::new);
  }

  private static String suspendedBy(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Denied.class);
    Denial denial = ((Answer.Denied) answer).denial();
    assertThat(denial).isInstanceOf(Suspension.class);
    return denial.rule();
  }

  @Test
  void aPolicyThatDeniesCountsAlthoughTheProviderHasAMistake() {
    knobs.set(ISSUER, "no url").set(POLICY, "everybody: deny");
    assertThat(ce(knobs.reload(before))).isInstanceOf(Answer.Denied.class);
  }

  @Test
  void aPolicyThatAllowsLessCountsAlthoughTheProviderHasAMistake() {
    knobs.set(ISSUER, "no url").set(POLICY, "everybody: scopes compute.read");
    assertThat(suspendedBy(ce(knobs.reload(before)))).isEqualTo("CREDMINT_ce_SCOPE");
  }

  @Test
  void aPolicyThatAllowsLessCountsAlthoughTheStandingCredentialHasAMistake() {
    knobs.declare("ce", "TOKEN_LIFETIME", "1h").set(POLICY, "everybody: scopes compute.read");
    assertThat(ce(knobs.reload(before))).isInstanceOf(Answer.Denied.class);
  }

  @Test
  void aProviderWhoseKeyCannotBeReadGoesOnAsItWas() {
    knobs.keyIsBroken = true;
    ActiveConfiguration now = knobs.reload(before);
    assertThat(scopes(now)).containsExactly("compute.create", "compute.read");
    assertThat(now.providers().get("ce").isBounded()).isTrue();
  }

  @Test
  void aProviderThatIsNoLongerNamedSuspendsWhatItSigned() {
    knobs
        .set("LOCAL_CREDMON_PROVIDER_NAMES", "other")
        .set("LOCAL_CREDMON_other_ISSUER", "https://o");
    assertThat(suspendedBy(ce(knobs.reload(before)))).isEqualTo("CREDMINT_ce_PROVIDER");
  }

  @ParameterizedTest
  @CsvSource({
    "ce, SCOPE, compute.read",
    "ce, SUBJECT_TEMPLATE, somebody",
    "ce, TARGETS, cern",
    "ce, TOKEN_LIFETIME, 60",
    "pilot, AUTHORIZATIONS, READ",
    "pilot, KEY, other",
    "pilot, EXPORT, /elsewhere/{name}",
  })
  void whatChangesBesideAMistakeSuspends(String credential, String stem, String value) {
    knobs.declare(credential, stem, value).declare(credential, "MINIMUM_LIFETIME", "soon");
    Answer answer = StandingConfigurations.decide(knobs.reload(before), credential, "fnal");
    assertThat(suspendedBy(answer)).isEqualTo("CREDMINT_" + credential + "_" + stem);
  }

  @ParameterizedTest
  @CsvSource({"TOKEN_LIFETIME, 1h", "TOKEN_LIFETIME, 86400", "MINIMUM_LIFETIME, 600"})
  void whatTakesNothingAwayBesideAMistakeSuspendsNothing(String stem, String value) {
    knobs.declare("pilot", stem, value).declare("pilot", "MODE", "0777");
    knobs.declare("ce", stem, value).declare("ce", "FORM", "crumpled");
    ActiveConfiguration now = knobs.reload(before);
    assertThat(ce(now)).isInstanceOf(Answer.Planned.class);
    assertThat(suspendedBy(pilot(now))).as("the mode says who reads it").endsWith("_MODE");
  }

  @Test
  void aMistakeInOneSuspendsNoOther() {
    knobs.declare("ce", "SCOPE", "compute.read").declare("ce", "FORM", "crumpled");
    assertThat(pilot(knobs.reload(before))).isInstanceOf(Answer.Planned.class);
  }

  @Test
  void aConfigurationThatCannotBeUsedAtAllKeepsWhatItNamesUnchanged() {
    knobs.without("SEC_CREDENTIAL_DIRECTORY_OAUTH").set("CREDMINT_STANDING", "ce");
    ActiveConfiguration now = knobs.reload(before);
    assertThat(scopes(now)).hasSize(2);
    assertThat(now.providers()).doesNotContainKey("pilot");
  }

  @Test
  void aConfigurationThatCannotBeUsedAtAllStillTakesAway() {
    knobs.without("SEC_CREDENTIAL_DIRECTORY_OAUTH").set(POLICY, "everybody: deny");
    knobs.declare("pilot", "AUTHORIZATIONS", "READ");
    ActiveConfiguration now = knobs.reload(before);
    assertThat(ce(now)).isInstanceOf(Answer.Denied.class);
    assertThat(suspendedBy(pilot(now))).isEqualTo("CREDMINT_pilot_AUTHORIZATIONS");
  }

  @Test
  void aCorrectedConfigurationEndsASuspension() {
    knobs.declare("ce", "SCOPE", "compute.read").declare("ce", "FORM", "crumpled");
    ActiveConfiguration suspended = knobs.reload(before);
    knobs.declare("ce", "FORM", "bare");
    ActiveConfiguration now = knobs.reload(suspended);
    assertThat(scopes(now)).containsExactly("compute.read");
    assertThat(now.providers().get("ce").isBounded()).isFalse();
  }

  @Test
  void theSameMistakeChangesNothingASecondTime() {
    knobs.declare("ce", "SCOPE", "compute.read").declare("ce", "FORM", "crumpled");
    ActiveConfiguration first = knobs.reload(before);
    assertThat(knobs.reload(first)).isSameAs(first);
  }
}
