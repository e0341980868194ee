// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.credmint.config.claim.AllowedVariables;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.ScopeTemplate;
import org.credmint.config.claim.Template;
import org.credmint.config.claim.Template.InvalidTemplateException;
import org.credmint.config.group.GroupFilter;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.TokenFormat;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.DecisionContext.ExpressionValue;
import org.credmint.policy.decision.DecisionContext.Groups;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyTest {
  private static final CredentialId ALICE = new CredentialId("alice", "scitokens", "");
  private static final ExpressionValue NO_EXPRESSION = new ExpressionValue.Absent();

  /** A provider of which only what policy reads matters; unset parts are absent. */
  private static final class Provider {
    private String template = "read:/user/{username} write:/user/{username}";
    private Optional<String> expression = Optional.empty();
    private Optional<String> groupTemplate = Optional.empty();
    private Optional<String> requirement = Optional.empty();
    private GroupFilter templateGroups = GroupFilter.ALL;

    Provider template(String text) {
      template = text;
      return this;
    }

    Provider expression(String text) {
      expression = Optional.of(text);
      return this;
    }

    Provider groups(String text) {
      groupTemplate = Optional.of(text);
      return this;
    }

    Provider templateGroups(String... patterns) {
      templateGroups = new GroupFilter(List.of(patterns));
      return this;
    }

    Provider requires(String group) {
      requirement = Optional.of(group);
      return this;
    }

    ProviderSettings settings() {
      ClaimSettings claims =
          new ClaimSettings(
              parse(template, "username"),
              expression,
              groupTemplate.map(text -> parse(text, "groupname")),
              word("{username}"),
              List.of("https://a.example.org"),
              Optional.empty(),
              Duration.ofMinutes(20),
              Optional.empty());
      return new ProviderSettings(
          "scitokens",
          "https://i.example.org",
          new KeySettings(
              Path.of("/k"),
              Path.of("/p"),
              Optional.of("local"),
              SigningAlgorithm.ES256,
              Optional.empty()),
          new TokenFormat(true, TokenProfile.SCITOKENS_2, Duration.ofMinutes(1)),
          claims,
          new GroupSettings(Optional.empty(), requirement, false, templateGroups),
          JobScoping.NONE,
          Optional.empty());
    }

    private static ScopeTemplate parse(String text, String place) {
      try {
        return ScopeTemplate.parse(text, AllowedVariables.of(place));
      } catch (InvalidTemplateException e) {
        throw new AssertionError(e);
      }
    }

    private static Template word(String text) {
      try {
        return Template.parse(text, AllowedVariables.of("username"));
      } catch (InvalidTemplateException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static DecisionContext groups(String... names) {
    return new DecisionContext(List.of(names), NO_EXPRESSION);
  }

  private static DecisionContext expression(String text) {
    return new DecisionContext(List.of(), new ExpressionValue.Text(text));
  }

  private static String scopes(Provider provider, String user, DecisionContext context) {
    return plan(provider, user, context).scopeClaim();
  }

  private static TokenPlan plan(Provider provider, String user, DecisionContext context) {
    Decision decision =
        Policy.decide(new CredentialId(user, "scitokens", ""), provider.settings(), context);
    assertThat(decision).isInstanceOf(TokenPlan.class);
    return (TokenPlan) decision;
  }

  private static Refusal refusal(Provider provider, String user, DecisionContext context) {
    Decision decision =
        Policy.decide(new CredentialId(user, "scitokens", ""), provider.settings(), context);
    assertThat(decision).isInstanceOf(Refusal.class);
    Refusal refusal = (Refusal) decision;
    assertThat(refusal.reason()).doesNotContain("\n").hasSizeLessThan(400);
    return refusal;
  }

  @Test
  void aPlanSaysWhoWhatAndByWhom() {
    ProviderSettings settings = new Provider().settings();
    CredentialId id = new CredentialId("alice", "scitokens", "h");
    Decision decision = Policy.decide(id, settings, DecisionContext.NONE);
    assertThat(decision)
        .isEqualTo(
            new TokenPlan(
                id,
                "alice",
                List.of(new Scope("read", "/user/alice"), new Scope("write", "/user/alice")),
                List.of("https://a.example.org"),
                Duration.ofMinutes(20),
                List.of(
                    new TraceStep("sub", "alice", "SUBJECT_TEMPLATE"),
                    new TraceStep("scope", "read:/user/alice", "AUTHZ_TEMPLATE"),
                    new TraceStep("scope", "write:/user/alice", "AUTHZ_TEMPLATE"),
                    new TraceStep("aud", "https://a.example.org", "TOKEN_AUDIENCE"),
                    new TraceStep("exp", "1200 s", "TOKEN_LIFETIME"))));
  }

  @Test
  void theTemplateComesFirstThenTheExpressionThenTheGroups() {
    Provider provider =
        new Provider().template("read:/u/{username}").expression("…").groups("read:/g/{groupname}");
    DecisionContext context =
        new DecisionContext(List.of("b", "a"), new ExpressionValue.Text("compute.read read:/e"));
    assertThat(scopes(provider, "alice", context))
        .isEqualTo("read:/u/alice compute.read read:/e read:/g/b read:/g/a");
  }

  @Test
  void aScopeThatComesTwiceIsSaidOnceWhereItCameFirst() {
    Provider provider =
        new Provider()
            .template("read:/a write:/b read:/a")
            .expression("…")
            .groups("write:/b read:/g/{groupname}");
    DecisionContext context =
        new DecisionContext(List.of("x", "y"), new ExpressionValue.Text("write:/b read:/c"));
    assertThat(scopes(provider, "alice", context))
        .isEqualTo("read:/a write:/b read:/c read:/g/x read:/g/y");
  }

  @Test
  void aUserWithoutGroupsGetsTheOtherScopes() {
    Provider provider = new Provider().template("read:/u").groups("read:/g/{groupname}");
    assertThat(scopes(provider, "alice", groups())).isEqualTo("read:/u");
  }

  @Test
  void whereTheGroupsAreNotKnownTheOtherScopesAreGivenAsTheStockMonitorDoes() {
    Provider provider = new Provider().template("read:/u").groups("read:/g/{groupname}");
    DecisionContext context =
        new DecisionContext(new Groups.Unknown("/etc/map does not exist"), NO_EXPRESSION);
    assertThat(scopes(provider, "alice", context)).isEqualTo("read:/u");
  }

  @Test
  void groupsGiveNothingWithoutATemplate() {
    assertThat(scopes(new Provider().template("read:/u"), "alice", groups("x")))
        .isEqualTo("read:/u");
  }

  @Test
  void onlyMembersOfTheRequiredGroupAreServed() {
    Provider provider = new Provider().template("read:/u").requires("cms");
    assertThat(scopes(provider, "alice", groups("atlas", "cms"))).isEqualTo("read:/u");
    for (DecisionContext context :
        List.of(groups(), groups("CMS"), groups("cms2", "c"), groups("cms,atlas"))) {
      Refusal refusal = refusal(provider, "alice", context);
      assertThat(refusal.id()).isEqualTo(ALICE);
      assertThat(refusal.rule()).isEqualTo("AUTHZ_GROUP_REQUIREMENT");
      assertThat(refusal.reason()).contains("user alice is not in group cms", "map file");
    }
  }

  @Test
  void whereTheGroupsAreNotKnownNobodyIsAMember() {
    Refusal refusal =
        refusal(
            new Provider().requires("cms"),
            "alice",
            new DecisionContext(new Groups.Unknown("/etc/map does not exist"), NO_EXPRESSION));
    assertThat(refusal.rule()).isEqualTo("AUTHZ_GROUP_REQUIREMENT");
    assertThat(refusal.reason()).contains("cms", "/etc/map does not exist");
  }

  @Test
  void anExpressionThatFailedIsARefusalWithItsReason() {
    Provider provider = new Provider().expression("f(Username)");
    Refusal failed =
        refusal(
            provider,
            "alice",
            new DecisionContext(List.of(), new ExpressionValue.Failed("it is undefined")));
    assertThat(failed.rule()).isEqualTo("AUTHZ_TEMPLATE_EXPR");
    assertThat(failed.reason()).contains("it is undefined");
    assertThat(refusal(provider, "alice", DecisionContext.NONE).reason()).contains("not evaluated");
  }

  @Test
  void anExpressionMayGiveNothingButNothingUnsafe() {
    Provider provider = new Provider().template("read:/u").expression("…");
    assertThat(scopes(provider, "alice", expression(" "))).isEqualTo("read:/u");
    for (String unsafe : List.of("read:/../x", "write", "read:/a//b", "x y:z", "read:/%2e")) {
      Refusal refusal = refusal(provider, "alice", expression(unsafe));
      assertThat(refusal.rule()).isEqualTo("AUTHZ_TEMPLATE_EXPR");
    }
  }

  @Test
  void anExpressionIsNotAskedWhereTheProviderHasNone() {
    assertThat(scopes(new Provider().template("read:/u"), "alice", expression("write:/")))
        .isEqualTo("read:/u");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/", "a/b", "../x", "a b", "a\tb", "a\nb", "a%2Fb", "a%", "%2e%2e", "é", "a\u0000", "a\\b",
        "a?b", "a#b", "a\"b", "a{b", "\u202e", "ａ"
      })
  void aGroupThatCouldLeaveItsPlaceIsLeftOutAndTheOthersCount(String group) {
    TokenPlan plan =
        plan(
            new Provider().template("read:/all").groups("read:/g/{groupname} write:/{groupname}"),
            "alice",
            groups("first", group, "last"));
    assertThat(plan.scopeClaim())
        .isEqualTo("read:/all read:/g/first write:/first read:/g/last write:/last");
    assertThat(plan.notes())
        .singleElement()
        .asString()
        .contains("is left out of the scopes of provider scitokens", "AUTHZ_GROUP_TEMPLATE")
        .doesNotContain("alice");
    assertThat(plan.notes().get(0).chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void onlyTheGroupsOfTheTemplateGetItsScopes() {
    Provider provider = new Provider().template("read:/all").groups("read:/g/{groupname}");
    TokenPlan plan =
        plan(
            provider.templateGroups("chem-*", "domain admins"),
            "alice",
            groups("chem-a", "physics", "domain users", "chem-b"));
    assertThat(plan.scopeClaim()).isEqualTo("read:/all read:/g/chem-a read:/g/chem-b");
    assertThat(plan.notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void aUserThatIsAWayUpIsARefusalAndAGroupIsLeftOut(String name) {
    assertThat(refusal(new Provider(), name, DecisionContext.NONE).rule())
        .isEqualTo("AUTHZ_TEMPLATE");
    TokenPlan plan =
        plan(new Provider().template("read:/u").groups("read:/g/{groupname}"), "bob", groups(name));
    assertThat(plan.scopeClaim()).isEqualTo("read:/u");
    assertThat(plan.notes().toString()).contains("path segment '" + name + "'");
  }

  @Test
  void aNameThatMakesAWayUpOnlyTogetherWithTheTemplateIsARefusalToo() {
    refusal(new Provider().template("read:/u/.{username}"), ".", DecisionContext.NONE);
    refusal(new Provider().template("read:/u/{username[0]}/x"), ".alice", DecisionContext.NONE);
    refusal(new Provider().template("read:/u/{username:.2}/x"), "..a", DecisionContext.NONE);
  }

  @Test
  void anEmptyNameOrOneTooShortForItsPlaceIsARefusal() {
    TokenPlan plan =
        plan(new Provider().template("read:/u").groups("read:/g/{groupname}"), "bob", groups(""));
    assertThat(plan.scopeClaim()).isEqualTo("read:/u");
    assertThat(plan.notes().toString()).contains("too short for {groupname}");
    assertThat(
            refusal(new Provider().template("read:/{username[3]}/x"), "bob", DecisionContext.NONE)
                .reason())
        .contains("'bob' is too short for {username}");
  }

  @ParameterizedTest
  @CsvSource({
    "read:/{username[0]}/{username}, read:/a/alice",
    "read:/{username:.2}/{username}, read:/al/alice",
    "read:/{username:.99}, read:/alice",
    "read:/x{username}y, read:/xalicey",
    "read:/all, read:/all"
  })
  void placesTakeWhatTheTemplateSays(String template, String scope) {
    assertThat(scopes(new Provider().template(template), "alice", DecisionContext.NONE))
        .isEqualTo(scope);
  }

  @Test
  void aTemplateWithoutPlacesDoesNotCareForTheName() {
    assertThat(scopes(new Provider().template("read:/all"), "a+b=c", DecisionContext.NONE))
        .isEqualTo("read:/all");
    Provider provider = new Provider().template("read:/u").groups("read:/members");
    assertThat(scopes(provider, "alice", groups("any/thing"))).isEqualTo("read:/u read:/members");
  }

  @Test
  void aSubjectHasAtMost255Bytes() {
    Provider provider = new Provider().template("read:/u");
    assertThat(scopes(provider, "u".repeat(255), DecisionContext.NONE)).isEqualTo("read:/u");
    Refusal refusal = refusal(provider, "u".repeat(256), DecisionContext.NONE);
    assertThat(refusal.rule()).isEqualTo("sub");
    assertThat(refusal.reason()).contains("256", "255");
    assertThat(refusal(provider, "é".repeat(128), DecisionContext.NONE).rule()).isEqualTo("sub");
  }

  @Test
  void aTokenThatReadersWouldFindTooLongIsARefusal() {
    String[] many = new String[1500];
    for (int i = 0; i < many.length; i++) {
      many[i] = "group" + i;
    }
    Provider provider = new Provider().groups("read:/g/{groupname}");
    assertThat(refusal(provider, "alice", groups(many)).reason()).contains("12000", "fewer groups");
  }

  /**
   * Templates of literal segments and places, and names of all kinds: whatever is planned starts
   * with the template's literal beginning, has as many segments as the template, and the name
   * stands in its own segment as it is.
   */
  @Test
  void noNameEverLeavesItsSegmentNorWidensAScope() {
    Random random = new Random(2026);
    int plans = 0;
    for (int i = 0; i < 10_000; i++) {
      String before = path(random, 1 + random.nextInt(3));
      String after = path(random, random.nextInt(3));
      String name = name(random);
      String template = "storage.read:" + before + "/" + "{groupname}" + after;
      Decision decision =
          Policy.decide(
              ALICE, new Provider().template("read:/u").groups(template).settings(), groups(name));
      assertThat(decision).isInstanceOf(TokenPlan.class);
      TokenPlan plan = (TokenPlan) decision;
      if (plan.notes().isEmpty()) {
        plans++;
        assertThat(plan.scopes()).hasSize(2);
        String path = plan.scopes().get(1).path();
        assertThat(plan.scopes().get(1).authorization()).isEqualTo("storage.read");
        assertThat(path).isEqualTo(before + "/" + name + after);
        assertThat(segments(path)).isEqualTo(segments(before) + 1 + segments(after));
        assertThat(name).doesNotContain("/", "%", " ").isNotIn("", ".", "..");
        assertThat(plan.scopeClaim().split(" ", -1)).hasSize(2);
      } else {
        assertThat(plan.scopeClaim()).isEqualTo("read:/u");
      }
    }
    assertThat(plans).isBetween(500, 9_500);
  }

  @Test
  void theSameQuestionHasTheSameAnswer() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      ProviderSettings provider = new Provider().groups("read:/g/{groupname}").settings();
      DecisionContext context = groups(name(random), name(random));
      assertThat(Policy.decide(ALICE, provider, context))
          .isEqualTo(Policy.decide(ALICE, provider, context));
    }
  }

  private static long segments(String path) {
    return path.chars().filter(c -> c == '/').count();
  }

  private static String path(Random random, int segments) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < segments; i++) {
      path.append("/s").append(random.nextInt(5));
    }
    return path.toString();
  }

  private static String name(Random random) {
    List<String> pieces =
        new ArrayList<>(
            List.of("a", "Z9", ".", "..", "-", "_", "+", "~", ":", "=", "@", "*", "$", "(", "'"));
    if (random.nextBoolean()) {
      pieces.addAll(
          List.of("/", "%2F", "%", " ", "\t", "\n", "\u0000", "\\", "?", "#", "é", "{username}"));
    }
    StringBuilder name = new StringBuilder();
    for (int n = random.nextInt(4); n > 0; n--) {
      name.append(pieces.get(random.nextInt(pieces.size())));
    }
    return name.toString();
  }
}
