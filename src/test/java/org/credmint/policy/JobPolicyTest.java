// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.DecisionContext.ExpressionValue;
import org.credmint.policy.decision.DecisionContext.Groups;
import org.credmint.policy.decision.JobContext;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job's token says: templates, narrowing, and the policy above both. */
final class JobPolicyTest {
  private static final String ISSUE =
      "storage.read:/data/{ProjectName} storage.modify:/out/{Owner}/{ClusterId}.{ProcId}";
  private static final String SCOPE = "CredmintScope_chem";
  private static final String AUDIENCE = "CredmintAudience_chem";
  private static final String LIFETIME = "CredmintLifetime_chem";

  private static TokenPlan plan(ProviderSettings provider, Map<String, ?> ad, String... groups) {
    Decision decision = JobAds.decide(provider, JobAds.facts(ad, groups));
    assertThat(decision).isInstanceOf(TokenPlan.class);
    return (TokenPlan) decision;
  }

  private static Refusal refusal(ProviderSettings provider, Map<String, ?> ad, String... groups) {
    Decision decision = JobAds.decide(provider, JobAds.facts(ad, groups));
    assertThat(decision).isInstanceOf(Refusal.class);
    Refusal refusal = (Refusal) decision;
    assertThat(refusal.reason()).hasSizeLessThan(500);
    assertThat((refusal.rule() + refusal.reason()).chars()).noneMatch(Character::isISOControl);
    return refusal;
  }

  private static ProviderSettings of(String template) {
    return JobAds.provider(template, "");
  }

  private static ProviderSettings with(String knob, String value) {
    return JobAds.provider(Map.of("CREDMINT_JOB_ATTRIBUTES", "X", knob, value));
  }

  // Templates

  @Test
  void theExampleOfTheIssueWorks() {
    TokenPlan plan = plan(of(ISSUE), Map.of("ProjectName", "higgs"));
    assertThat(plan.scopeClaim())
        .isEqualTo("storage.read:/data/higgs storage.modify:/out/alice/12.3");
    assertThat(plan.subject()).isEqualTo("alice");
    assertThat(plan.audiences()).containsExactly("https://a", "https://b");
    assertThat(plan.lifetime()).isEqualTo(Duration.ofMinutes(20));
  }

  @Test
  void anAbsentValueIsARefusalUnlessItIsMarked() {
    for (Map<String, ?> ad :
        List.of(
            Map.<String, Object>of(),
            Map.of("ProjectName", ""),
            Map.of("ProjectName", new AttributeValue.Other(" UNDEFINED ")))) {
      Refusal refusal = refusal(of(ISSUE), ad);
      assertThat(refusal.rule()).isEqualTo("AUTHZ_TEMPLATE");
      assertThat(refusal.reason()).contains("{ProjectName}", "{ProjectName?}");
      ProviderSettings optional = of(ISSUE.replace("ProjectName", "ProjectName?"));
      assertThat(plan(optional, ad).scopeClaim()).isEqualTo("storage.modify:/out/alice/12.3");
      assertThat(refusal(of("read:/x/{ProjectName?}"), ad).reason()).contains("yields no scope");
    }
  }

  @Test
  void aValueOfAnotherTypeIsARefusal() {
    Refusal refusal =
        refusal(of(ISSUE), Map.of("ProjectName", new AttributeValue.Other("strcat(\"a\", Owner)")));
    assertThat(refusal.reason()).contains("strcat", "EVALSET");
    assertThat(plan(of("read:/{ProjectName}"), Map.of("ProjectName", 7L)).scopeClaim())
        .isEqualTo("read:/7");
  }

  @Test
  void jobClusterAndOwnerAreNotTakenFromTheAd() {
    Map<String, ?> ad = Map.of("ClusterId", 99L, "ProcId", 98L, "Owner", "root");
    assertThat(plan(of("read:/{owner}/{CLUSTERID}/{ProcId}"), ad).scopeClaim())
        .isEqualTo("read:/alice/12/3");
  }

  @Test
  void aJobsValueIsEncodedAndAUsersNameIsNot() {
    Map<String, ?> ad = Map.of("GlobalJobId", "ap.example#12.3#17", "AcctGroup", "a b é");
    assertThat(plan(of("read:/{GlobalJobId}/{AcctGroup}/{AcctGroup:.2}"), ad).scopeClaim())
        .isEqualTo("read:/ap.example%2312.3%2317/a%20b%20%C3%A9/a%20");
    for (String place : List.of("{Owner}", "{OWNER}", "{username}")) {
      Decision decision =
          Policy.decide(
              new CredentialId("a b", JobAds.PROVIDER, "12.3"),
              of("read:/" + place),
              JobAds.facts(Map.of()));
      assertThat(((Refusal) decision).reason()).contains("'a b' is not safe as the value of {");
    }
  }

  @Test
  void subjectAudienceAndLifetimeHavePlacesToo() {
    Map<String, ?> ad = Map.of("GlobalJobId", "ap#12.3#17", "X", "site-1", "DAGManJobId", 11L);
    assertThat(plan(with("CREDMINT_SUBJECT_TEMPLATE", "{username}/{GlobalJobId}"), ad).subject())
        .isEqualTo("alice/ap#12.3#17");
    assertThat(
            plan(with("CREDMINT_AUDIENCE_TEMPLATE", "https://{X}.org {ProjectName?} x"), ad)
                .audiences())
        .containsExactly("https://site-1.org", "x");
    assertThat(plan(with("CREDMINT_LIFETIME_TEMPLATE", "{X}"), Map.of("X", 300L)).lifetime())
        .hasSeconds(300);
    assertThat(plan(with("CREDMINT_LIFETIME_TEMPLATE", "{X?}"), Map.of()).lifetime())
        .hasSeconds(1200);
    assertThat(plan(with("CREDMINT_LIFETIME_TEMPLATE", "60"), Map.of()).lifetime()).hasSeconds(60);
  }

  @ParameterizedTest
  @CsvSource({
    "CREDMINT_SUBJECT_TEMPLATE, {X}, a b",
    "CREDMINT_SUBJECT_TEMPLATE, {X}, é",
    "CREDMINT_SUBJECT_TEMPLATE, {X}, a/b",
    "CREDMINT_SUBJECT_TEMPLATE, {X}, ''",
    "CREDMINT_AUDIENCE_TEMPLATE, https://{X}.org, evil.com/",
    "CREDMINT_AUDIENCE_TEMPLATE, https://{X}.org, evil@x",
    "CREDMINT_AUDIENCE_TEMPLATE, https://{X}.org, evil#",
    "CREDMINT_AUDIENCE_TEMPLATE, https://{X}.org, ''",
    "CREDMINT_AUDIENCE_TEMPLATE, {X?}, ''",
    "CREDMINT_LIFETIME_TEMPLATE, {X}, 0",
    "CREDMINT_LIFETIME_TEMPLATE, {X}, 1201",
    "CREDMINT_LIFETIME_TEMPLATE, {X}, 99999999999999999999",
    "CREDMINT_LIFETIME_TEMPLATE, {X}, 1.5",
    "CREDMINT_LIFETIME_TEMPLATE, {X}, -5",
    "CREDMINT_LIFETIME_TEMPLATE, {X}, soon"
  })
  void aValueThatDoesNotFitItsPlaceIsARefusal(String knob, String template, String value) {
    assertThat(refusal(with(knob, template), Map.of("X", value)).rule())
        .isEqualTo(knob.replace("CREDMINT_", ""));
  }

  @Test
  void withoutAJobATemplateOfJobsIsRefused() {
    Decision decision =
        Policy.decide(new CredentialId("alice", "chem", ""), of(ISSUE), DecisionContext.NONE);
    assertThat(((Refusal) decision).reason()).contains("is not for a job");
  }

  // Narrowing

  @Test
  void aUserGetsWhatIsAskedForWithinTheTemplate() {
    TokenPlan plan =
        plan(
            of(ISSUE),
            Map.of(
                "ProjectName",
                "higgs",
                SCOPE,
                " storage.read:/data/higgs/run7  storage.read:/data/higgs/run7 ",
                AUDIENCE,
                "https://b",
                LIFETIME,
                600L));
    assertThat(plan.scopeClaim()).isEqualTo("storage.read:/data/higgs/run7");
    assertThat(plan.audiences()).containsExactly("https://b");
    assertThat(plan.lifetime()).hasSeconds(600);
    assertThat(plan.trace())
        .containsExactly(
            new TraceStep("sub", "alice", "SUBJECT_TEMPLATE"),
            new TraceStep(
                "scope", "storage.read:/data/higgs/run7", SCOPE + " within AUTHZ_TEMPLATE"),
            new TraceStep("aud", "https://b", AUDIENCE + " within TOKEN_AUDIENCE"),
            new TraceStep("exp", "600 s", LIFETIME + " within TOKEN_LIFETIME"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "storage.read:/",
        "storage.read:/data",
        "storage.read:/data/higgs2",
        "storage.read:/data/ops",
        "storage.modify:/data/higgs",
        "storage.read:/data/higgs storage.modify:/",
        "compute.create",
        "storage.modify:/out/alice/12.30",
        "storage.modify:/out/bob/12.3"
      })
  void whatIsOutsideOfTheTemplateIsRefusedAsAWhole(String asked) {
    Refusal refusal = refusal(of(ISSUE), Map.of("ProjectName", "higgs", SCOPE, asked));
    assertThat(refusal.rule()).isEqualTo(SCOPE);
    assertThat(refusal.reason())
        .contains(
            "requested scope",
            "is not within storage.read:/data/higgs storage.modify:/out/alice/12.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "storage.read", "storage.read:/data/higgs/..", "storage.read:/data/higgs/%2e%2e",
        "storage.read:/data/higgs//x", "\n", "storage.read:/data/higgs/\u0000", "\"x\"", "é"
      })
  void aTextThatIsNoScopeIsRefused(String asked) {
    assertThat(refusal(of(ISSUE), Map.of("ProjectName", "higgs", SCOPE, asked)).rule())
        .isEqualTo(SCOPE);
  }

  @Test
  void aTextOfAMegabyteIsRefusedUnread() {
    String huge = "storage.read:/data/higgs ".repeat(50_000);
    assertThat(refusal(of(ISSUE), Map.of("ProjectName", "higgs", SCOPE, huge)).reason())
        .contains("longer than 12000");
  }

  @Test
  void anAttributeOfAnotherTypeIsRefusedWithTheTypeItMustHave() {
    AttributeValue expression = new AttributeValue.Other("ifThenElse(true, 1, 2)");
    for (String name : List.of(SCOPE, AUDIENCE)) {
      assertThat(refusal(of("read:/"), Map.of(name, 5L)).reason())
          .contains("integer 5", "a string");
      assertThat(refusal(of("read:/"), Map.of(name, expression)).reason())
          .contains("ifThenElse", "EVALSET");
    }
    assertThat(refusal(of("read:/"), Map.of(LIFETIME, "600")).reason())
        .contains("string 600", "integer of seconds");
    assertThat(refusal(of("read:/"), Map.of(LIFETIME, expression)).rule()).isEqualTo(LIFETIME);
    Map<String, ?> undefined = Map.of(SCOPE, new AttributeValue.Other("undefined"));
    assertThat(plan(of("read:/"), undefined).scopeClaim()).isEqualTo("read:/");
  }

  @Test
  void anAudienceOrALifetimeOutsideIsRefused() {
    Refusal audience = refusal(of("read:/"), Map.of(AUDIENCE, "https://a https://c"));
    assertThat(audience.reason())
        .contains("requested audience https://c", "allowed: https://a https://b");
    for (long seconds : new long[] {0, -1, 1201, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(refusal(of("read:/"), Map.of(LIFETIME, seconds)).reason())
          .contains("requested lifetime " + seconds + " s", "1 to 1200 s");
    }
  }

  @Test
  void aLifetimeThatCannotBeKeptFreshIsRefused() {
    DecisionContext user =
        new DecisionContext(
            new Groups.Known(List.of()),
            new ExpressionValue.Absent(),
            Duration.ofSeconds(400),
            Optional.empty());
    JobContext job = JobAds.facts(Map.of(LIFETIME, 399L)).job().orElseThrow();
    Decision decision = JobAds.decide(of("read:/"), user.of(job));
    assertThat(((Refusal) decision).reason()).contains("399", "400 to 1200 s", "renewed in time");
  }

  @Test
  void aClusterWhoseJobsAskForDifferentThingsIsRefused() {
    JobContext cluster =
        new JobContext(
            JobId.ofCluster(12), JobAds.facts(Map.of()).job().orElseThrow().attributes(), true);
    Decision decision = JobAds.decide(of("read:/"), DecisionContext.NONE.of(cluster));
    assertThat(((Refusal) decision).reason()).contains("requires GRANULARITY = job");
  }

  // Policy

  private static final String LADDER =
      "everybody: scopes storage.read:/public;"
          + "group chem: scopes storage.read:/data/{groupname} storage.modify:/out/{Owner},"
          + " audiences https://a https://x, lifetime 7200;"
          + "group guests: lifetime 600, require all of chem checked;"
          + "user alice: scopes storage.stage:/tape/{ProjectName};"
          + "user mallory: deny";

  private static ProviderSettings ladder() {
    return JobAds.provider("storage.read:/public/in", LADDER);
  }

  @Test
  void theLimitsAreTheUnionOfTheRulesAboutTheUser() {
    Map<String, ?> ad =
        Map.of(
            "ProjectName",
            "p",
            LIFETIME,
            7200L,
            AUDIENCE,
            "https://x",
            SCOPE,
            "storage.read:/data/chem/x storage.read:/public storage.stage:/tape/p/1");
    TokenPlan plan = plan(ladder(), ad, "chem");
    assertThat(plan.scopeClaim()).isEqualTo(ad.get(SCOPE));
    assertThat(plan.lifetime()).hasSeconds(7200);
    assertThat(plan.audiences()).containsExactly("https://x");
    assertThat(plan.trace())
        .extracting(TraceStep::rule)
        .containsExactly(
            "SUBJECT_TEMPLATE",
            SCOPE + " within POLICY (group chem)",
            SCOPE + " within POLICY (everybody)",
            SCOPE + " within POLICY (user alice)",
            AUDIENCE + " within POLICY (group chem)",
            LIFETIME + " within POLICY (group chem)");
    assertThat(refusal(ladder(), ad).reason())
        .contains("requested scope storage.read:/data/chem/x");
  }

  @Test
  void whatTheTemplatesGiveMustBeWithinThePolicyToo() {
    assertThat(plan(ladder(), Map.of()).trace())
        .contains(
            new TraceStep(
                "scope", "storage.read:/public/in", "AUTHZ_TEMPLATE within POLICY (everybody)"));
    Refusal scope = refusal(JobAds.provider("storage.read:/other", LADDER), Map.of());
    assertThat(scope.rule()).isEqualTo("AUTHZ_TEMPLATE");
    assertThat(scope.reason()).contains("storage.read:/other", "storage.read:/public", SCOPE);
    Refusal audience = refusal(ladder(), Map.of(), "chem");
    assertThat(audience.reason())
        .contains("yields audience https://b", "allows only https://a https://x");
  }

  @Test
  void theOthersAreRefusedWithTheRule() {
    assertThat(refusal(ladder(), Map.of(), "guests").reason())
        .contains("user alice must be in all of chem checked, but is in guests");
    assertThat(
            plan(ladder(), Map.of(AUDIENCE, "https://a"), "guests", "chem", "checked").lifetime())
        .hasSeconds(1200);
    Decision mallory =
        Policy.decide(
            new CredentialId("mallory", "chem", "12.3"), ladder(), JobAds.facts(Map.of(), "chem"));
    assertThat(((Refusal) mallory).rule()).isEqualTo("POLICY (user mallory)");
    Refusal nobody = refusal(JobAds.provider("read:/", "user bob: scopes read:/"), Map.of());
    assertThat(nobody.reason()).contains("no policy rule matches user alice");
  }

  @Test
  void whereTheGroupsAreNotKnownAPolicyWithGroupsRefuses() {
    DecisionContext unknown =
        new DecisionContext(new Groups.Unknown("the file is gone"), new ExpressionValue.Absent())
            .of(JobAds.facts(Map.of()).job().orElseThrow());
    assertThat(((Refusal) JobAds.decide(ladder(), unknown)).reason()).contains("the file is gone");
    ProviderSettings without = JobAds.provider("read:/a", "everybody: scopes read:/");
    assertThat(JobAds.decide(without, unknown)).isInstanceOf(TokenPlan.class);
  }

  @Test
  void aShorterLifeInThePolicyIsTheDefaultAndAllowsNoMore() {
    ProviderSettings provider =
        JobAds.provider("read:/a", "everybody: scopes read:/, lifetime 600");
    assertThat(plan(provider, Map.of()).lifetime()).hasSeconds(600);
    assertThat(refusal(provider, Map.of(LIFETIME, 601L)).reason()).contains("1 to 600 s");
  }

  @Test
  void aRuleThatNamesAnAbsentValueAllowsNothingThere() {
    ProviderSettings provider =
        JobAds.provider("read:/a", "everybody: scopes read:/a write:/p/{ProjectName}");
    assertThat(plan(provider, Map.of()).scopeClaim()).isEqualTo("read:/a");
    assertThat(refusal(provider, Map.of(SCOPE, "write:/p")).reason())
        .contains("is not within read:/a;");
    assertThat(plan(provider, Map.of("ProjectName", "x", SCOPE, "write:/p/x/y")).scopeClaim())
        .isEqualTo("write:/p/x/y");
    assertThat(refusal(provider, Map.of("ProjectName", "..")).rule())
        .isEqualTo("POLICY (everybody)");
  }

  @Test
  void aPolicyBoundsAProviderForUsersAsWell() {
    ProviderSettings provider =
        JobAds.provider(
            Map.of(
                "CREDMINT_GRANULARITY", "user",
                "LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/u/{username}",
                "CREDMINT_POLICY", "group chem: scopes read:/u/{username}"));
    CredentialId alice = new CredentialId("alice", "chem", "");
    DecisionContext member = new DecisionContext(List.of("chem"), new ExpressionValue.Absent());
    assertThat(Policy.decide(alice, provider, member)).isInstanceOf(TokenPlan.class);
    assertThat(Policy.decide(alice, provider, DecisionContext.NONE)).isInstanceOf(Refusal.class);
  }
}
