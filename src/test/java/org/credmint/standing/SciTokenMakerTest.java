// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.credmint.issue.Issuance;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.UnverifiedToken;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Provider.Answer;
import org.credmint.provider.Provider.Sample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standing SciTokens: what they say comes from the target, and policy bounds it. */
final class SciTokenMakerTest {
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");

  @TempDir private Path temporary;
  private StandingConfigurations knobs;

  @BeforeEach
  void declare() {
    knobs = new StandingConfigurations(temporary);
  }

  private Answer decide(String... attributes) {
    return StandingConfigurations.decide(knobs.start(), "ce", "fnal", attributes);
  }

  private TokenPlan plan(String... attributes) {
    Answer answer = decide(attributes);
    assertThat(answer).isInstanceOf(Answer.Planned.class);
    return (TokenPlan) ((Answer.Planned<?>) answer).plan();
  }

  private String denied(String... attributes) {
    Answer answer = decide(attributes);
    assertThat(answer).isInstanceOf(Answer.Denied.class);
    Denial denial = ((Answer.Denied) answer).denial();
    return denial.rule() + ": " + denial.reason();
  }

  @Test
  void claimsAreFilledWithTheTargetsAttributes() {
    knobs.declare("ce", "SUBJECT_TEMPLATE", "{site|name}@{host}");
    knobs.declare("ce", "AUDIENCE", "https://{site}.example.org");
    TokenPlan plan = plan("site", "FNAL");
    assertThat(plan.subject()).isEqualTo("FNAL@ap.example.org");
    assertThat(plan.audiences()).containsExactly("https://FNAL.example.org");
    assertThat(plan.scopeClaim()).isEqualTo("compute.create compute.read");
    assertThat(plan.lifetime()).hasHours(1);
  }

  @Test
  void theAudienceComesFromTheGatekeeperWhereThereIsOne() {
    assertThat(plan("gatekeeper", "ce01.fnal.gov ce01.fnal.gov:9619").audiences())
        .containsExactly("ce01.fnal.gov");
    assertThat(plan().audiences()).isEmpty();
  }

  @Test
  void anAudienceThatAnAdministratorWroteIsNeverLeftOut() {
    knobs.declare("ce", "AUDIENCE", "https://{site}");
    assertThat(denied()).contains("CREDMINT_ce_AUDIENCE").contains("site");
  }

  @Test
  void whatPolicyDoesNotAllowIsRefusedWithTheKnobOfTheStandingCredential() {
    knobs.declare("ce", "SCOPE", "compute.read compute.cancel");
    assertThat(denied())
        .isEqualTo(
            "CREDMINT_ce_SCOPE: yields scope compute.cancel, but the policy allows only"
                + " compute.create compute.read; the administrator has to change one of them");
  }

  @Test
  void anAttributeCannotWidenAScope() {
    knobs.set("CREDMINT_chem_POLICY", "everybody: scopes read:/sites");
    knobs.declare("ce", "SCOPE", "read:/sites/{site}");
    assertThat(plan("site", "fnal").scopeClaim()).isEqualTo("read:/sites/fnal");
    assertThat(denied("site", "../../etc")).contains("CREDMINT_ce_SCOPE");
    assertThat(denied("site", "fnal write:/")).contains("CREDMINT_ce_SCOPE");
    assertThat(denied("site", "")).contains("CREDMINT_ce_SCOPE");
  }

  @Test
  void theTraceNamesTheKnobsOfTheStandingCredential() {
    assertThat(plan().trace())
        .extracting(TraceStep::rule)
        .contains(
            "CREDMINT_ce_SUBJECT_TEMPLATE", "CREDMINT_ce_SCOPE", "CREDMINT_ce_TOKEN_LIFETIME");
  }

  @Test
  void aTokenIsBareOrAnObjectAsItsFormSays() {
    assertThat(content()).startsWith("eyJ");
    knobs.declare("ce", "FORM", "json");
    assertThat(content()).startsWith("{");
  }

  private String content() {
    Answer answer = decide();
    Issuance issuance = ((Answer.Planned<?>) answer).issue(NOW);
    return ((Issuance.Issued) issuance)
        .content()
        .expose(
            file -> {
              assertThat(TokenFileParser.read(file)).isInstanceOf(UnverifiedToken.class);
              return new String(file, 0, 3, StandardCharsets.US_ASCII);
            });
  }

  @Test
  void aSampleIsMadeOfTheFirstTargetOrSaysWhyNot() {
    assertThat(knobs.start().providers().get("ce").sample(NOW)).isNotInstanceOf(Sample.None.class);
    knobs.set("CREDMINT_chem_POLICY", "everybody: deny");
    assertThat(knobs.start().providers().get("ce").sample(NOW))
        .isInstanceOfSatisfying(
            Sample.None.class, none -> assertThat(none.toString()).contains("denies"));
  }
}
