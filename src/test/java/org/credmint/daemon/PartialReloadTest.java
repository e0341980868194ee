// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.SignatureProvider;
import org.credmint.key.TestKeys;
import org.credmint.os.Host;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationDiff;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.TokenProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A configuration that cannot be used whole, read over one that can: whatever it takes away is
 * taken away, and it gives nothing that was not there before.
 */
final class PartialReloadTest {
  private static final String POLICY = "CREDMINT_chem_POLICY";
  private static final String TEMPLATE = "LOCAL_CREDMON_chem_AUTHZ_TEMPLATE";
  private static final String LIFETIME = "LOCAL_CREDMON_chem_TOKEN_LIFETIME";
  private static final String AUDIENCE = "LOCAL_CREDMON_chem_TOKEN_AUDIENCE";
  private static final String ISSUER = "LOCAL_CREDMON_chem_ISSUER";
  private static final String DIRECTORY = "SEC_CREDENTIAL_DIRECTORY_OAUTH";
  private static final String ALL = "everybody: scopes read:/data write:/data, lifetime 1200";

  @TempDir Path temporary;
  private Path groups;
  private boolean keyIsBroken;

  @BeforeEach
  void writeGroups() throws IOException {
    groups = Files.writeString(temporary.resolve("groups"), "* alice chem\n* mallory chem,bad\n");
  }

  private Map<String, String> knobs(String... more) {
    Map<String, String> knobs = new TreeMap<>();
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put(DIRECTORY, "/d");
    knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "chem");
    knobs.put(AUDIENCE, "https://one https://two");
    knobs.put(TEMPLATE, "read:/data write:/data");
    knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", groups.toString());
    knobs.put(POLICY, ALL);
    return with(knobs, more);
  }

  /** A value of null takes the knob away. */
  private static Map<String, String> with(Map<String, String> knobs, String... more) {
    Map<String, String> changed = new TreeMap<>(knobs);
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1] == null) {
        changed.remove(more[i]);
      } else {
        changed.put(more[i], more[i + 1]);
      }
    }
    return changed;
  }

  private ConfigurationLoad read(Map<String, String> knobs) {
    KnobSource source = mock(KnobSource.class);
    when(source.read()).thenReturn(new KnobReading.Read(Knobs.of(knobs)));
    return new ConfigurationLoader(
            "CREDMON_OAUTH",
            source,
            Map.of(),
            "h",
            this::key,
            SignatureProvider.ofTheJdk(),
            Host.create(),
            mock(ClassAdExpressions.class),
            Set.of(),
            ConfigurationLoader.OtherKinds.NONE)
        .load();
  }

  private KeyLoadResult key(String provider, KeySettings settings, int daemonUser, boolean served) {
    return keyIsBroken
        ? new KeyLoadResult.Refused(Problem.ofProvider("chem", "/key", "", "is empty", "make one"))
        : new KeyLoadResult.Loaded(TestKeys.one(SigningAlgorithm.ES256, "k1"), false, List.of());
  }

  private ActiveConfiguration start(String... more) {
    ConfigurationLoad load = read(knobs(more));
    assertThat(load).isInstanceOf(ConfigurationLoad.Read.class);
    return ((ConfigurationLoad.Read) load).active();
  }

  /** What is in force after the daemon has read these knobs. */
  private ActiveConfiguration after(ActiveConfiguration before, Map<String, String> knobs) {
    ConfigurationLoad load = read(knobs);
    if (load instanceof ConfigurationLoad.Read read) {
      return ConfigurationDiff.between(before, read.active(), read.bounds()).active();
    }
    return ConfigurationDiff.narrowing(before, ((ConfigurationLoad.Unusable) load).bounds())
        .active();
  }

  private static Optional<Decision> decision(ActiveConfiguration active, String user) {
    CredentialId id = new CredentialId(user, "chem", "");
    return Optional.ofNullable((TokenProvider) active.providers().get("chem"))
        .map(provider -> provider.decideOn(id, Optional.empty()));
  }

  private static Optional<TokenPlan> plan(ActiveConfiguration active, String user) {
    return decision(active, user).filter(TokenPlan.class::isInstance).map(TokenPlan.class::cast);
  }

  /** What a new configuration takes from mallory, by the knob and its new value. */
  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of(POLICY, ALL + "; user mallory: deny"),
        Arguments.of(POLICY, ALL + "; group bad: deny"),
        Arguments.of(POLICY, "everybody: deny"),
        Arguments.of(POLICY, ""),
        Arguments.of(POLICY, "user alice: scopes read:/data write:/data"),
        Arguments.of(POLICY, ALL + ", require any of ops"),
        Arguments.of(POLICY, "everybody: scopes read:/data/public, lifetime 1200"),
        Arguments.of(POLICY, ALL + ", audiences https://one"),
        Arguments.of(POLICY, "everybody: scopes read:/data write:/data, lifetime 300"),
        Arguments.of(TEMPLATE, "read:/data"),
        Arguments.of(AUDIENCE, "https://one"),
        Arguments.of(LIFETIME, "300"),
        Arguments.of("LOCAL_CREDMON_chem_AUTHZ_GROUP_REQUIREMENT", "ops"),
        Arguments.of("LOCAL_CREDMON_PROVIDER_NAMES", "other"));
  }

  /** What can be wrong elsewhere in the same configuration. */
  private static List<String[]> breakages() {
    return List.of(
        new String[] {ISSUER, "no url"},
        new String[] {"LOCAL_CREDMON_chem_TOKEN_VERSION", "scitoken:9"},
        new String[] {"LOCAL_CREDMON_chem_PRIVATE_KEY_ALGORITHM", "NONE"},
        new String[] {"CREDMINT_chem_SUBJECT_TEMPLATE", "{nothing}"},
        new String[] {"CREDMINT_chem_LIFETIME_TEMPLATE", "20m"},
        new String[] {DIRECTORY, null});
  }

  @ParameterizedTest
  @MethodSource("losses")
  void whatIsTakenAwayIsGoneWhateverElseIsWrong(String knob, String value) {
    ActiveConfiguration before = start();
    TokenPlan was = plan(before, "mallory").orElseThrow();
    Optional<TokenPlan> whole = plan(after(before, knobs(knob, value)), "mallory");
    assertThat(whole).as("the loss").isNotEqualTo(Optional.of(was));
    for (String[] breakage : breakages()) {
      Map<String, String> broken = with(knobs(knob, value), breakage);
      Optional<TokenPlan> now = plan(after(before, broken), "mallory");
      now.ifPresent(
          plan -> {
            assertWithin(plan, was, knob + " beside " + breakage[0]);
            assertWithin(plan, whole.orElseThrow(), knob + " beside " + breakage[0]);
          });
    }
    keyIsBroken = true;
    plan(after(before, knobs(knob, value)), "mallory")
        .ifPresent(plan -> assertWithin(plan, whole.orElseThrow(), knob + " beside a broken key"));
  }

  private static void assertWithin(TokenPlan plan, TokenPlan bound, String what) {
    assertThat(plan.scopes())
        .as(what)
        .allSatisfy(
            scope -> assertThat(bound.scopes()).anyMatch((Scope other) -> other.covers(scope)));
    assertThat(bound.audiences()).as(what).containsAll(plan.audiences());
    assertThat(plan.audiences()).as(what).isNotEmpty();
    assertThat(plan.lifetime()).as(what).isLessThanOrEqualTo(bound.lifetime());
  }

  @Test
  void whatIsGivenBesideSomethingBrokenIsNotGivenYet() {
    ActiveConfiguration before =
        start(POLICY, "everybody: scopes read:/data", TEMPLATE, "read:/data");
    Map<String, String> wider = knobs(ISSUER, "no url", POLICY, ALL);
    assertThat(plan(after(before, wider), "alice").orElseThrow().scopes())
        .containsExactlyElementsOf(plan(before, "alice").orElseThrow().scopes());
    assertThat(plan(after(before, with(wider, ISSUER, null)), "alice").orElseThrow().scopes())
        .hasSize(2);
  }

  @Test
  void whoIsNotConcernedGoesOnAsBefore() {
    ActiveConfiguration before = start();
    for (String[] breakage : breakages()) {
      ActiveConfiguration now =
          after(before, with(knobs(POLICY, ALL + "; user mallory: deny"), breakage));
      assertThat(plan(now, "alice")).as(breakage[0]).isEqualTo(plan(before, "alice"));
      assertThat(decision(now, "mallory")).as(breakage[0]).isNotEqualTo(plan(before, "mallory"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user mallory: dney",
        "user mallory: deny, lifetime 5",
        "user mallory",
        "group bad: scopes",
        "user mallory: lifetime 5; user mallory: deny"
      })
  void aRuleThatCannotBeReadSuspendsThoseItIsAbout(String rule) {
    ActiveConfiguration now = after(start(), knobs(POLICY, ALL + "; " + rule));
    assertThat(plan(now, "alice")).isPresent();
    assertThat(decision(now, "mallory").orElseThrow()).isInstanceOf(Suspension.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mallory: deny", "user mallory deny", "everybody: scoops read:/", "x"})
  void aRuleThatMayBeAboutAnybodySuspendsEverybody(String rule) {
    ActiveConfiguration now =
        after(start(), knobs(POLICY, "user alice: scopes read:/data; " + rule));
    assertThat(decision(now, "alice").orElseThrow()).isInstanceOf(Suspension.class);
    assertThat(decision(now, "mallory").orElseThrow()).isInstanceOf(Suspension.class);
  }

  @Test
  void templatesThatCannotBeReadSuspendWhereNoPolicyBoundsThem() {
    ActiveConfiguration before = start(POLICY, null);
    ActiveConfiguration now = after(before, knobs(POLICY, null, TEMPLATE, "read:/dta/{usrname}"));
    assertThat(decision(now, "alice"))
        .get()
        .isInstanceOfSatisfying(
            Suspension.class,
            suspended -> assertThat(suspended.rule()).isEqualTo("LOCAL_CREDMON_AUTHZ_TEMPLATE"));
    ActiveConfiguration bounded = after(start(), knobs(TEMPLATE, "read:/dta/{usrname}"));
    assertThat(plan(bounded, "alice")).as("the policy tells what may be had").isPresent();
  }

  @Test
  void aLifetimeThatCannotBeReadLeavesTheOldOne() {
    ActiveConfiguration now = after(start(POLICY, null), knobs(POLICY, null, LIFETIME, "20m"));
    assertThat(plan(now, "alice").orElseThrow().lifetime()).hasSeconds(1200);
  }

  @Test
  void groupsThatNobodyCanTellSuspend() {
    ActiveConfiguration now = after(start(), knobs("CREDMINT_chem_SYSTEM_GROUPS", "maybe"));
    assertThat(decision(now, "alice").orElseThrow()).isInstanceOf(Suspension.class);
  }

  @Test
  void anotherGroupMapThatIsNotThereLeavesNobodysGroupsKnown() throws IOException {
    String members = "group chem: scopes read:/data write:/data";
    ActiveConfiguration before = start(POLICY, members);
    Files.delete(groups);
    assertThat(plan(after(before, knobs(POLICY, members)), "alice")).as("same file").isPresent();
    String other = "LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE";
    ActiveConfiguration now = after(before, knobs(POLICY, members, other, "/nowhere/groups"));
    assertThat(decision(now, "alice").orElseThrow()).isInstanceOf(Refusal.class);
  }

  @Test
  void aSecondBrokenConfigurationGivesBackNothingThatTheFirstTook() {
    ActiveConfiguration first =
        after(start(), knobs(ISSUER, "no url", POLICY, ALL + "; user mallory: deny"));
    ActiveConfiguration second = after(first, knobs(ISSUER, "still none"));
    assertThat(decision(second, "mallory").orElseThrow()).isInstanceOf(Suspension.class);
    assertThat(plan(after(second, knobs()), "mallory")).isPresent();
  }

  @Test
  void theSameBrokenConfigurationChangesNothingASecondTime() {
    Map<String, String> broken = knobs(ISSUER, "no url", POLICY, ALL + "; user mallory: deny");
    ActiveConfiguration first = after(start(), broken);
    assertThat(after(first, broken)).isSameAs(first);
  }

  @Test
  void aPolicyWithNothingInItAllowsNobodyAnything() {
    ActiveConfiguration blank = after(start(), knobs(POLICY, "  "));
    assertThat(decision(blank, "alice").orElseThrow()).isInstanceOf(Refusal.class);
    ActiveConfiguration denied = after(start(), knobs(POLICY, "everybody: deny"));
    assertThat(decision(denied, "alice").orElseThrow()).isInstanceOf(Refusal.class);
    assertThat(plan(after(denied, knobs(POLICY, null)), "alice")).as("no policy").isPresent();
  }
}
