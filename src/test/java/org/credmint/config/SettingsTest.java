// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.credmint.config.PullInterval.Source;
import org.credmint.config.claim.AllowedVariables;
import org.credmint.config.claim.Granularity;
import org.credmint.config.claim.ScopeTemplate;
import org.credmint.config.claim.Template;
import org.credmint.config.group.GroupFilter;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.oauth.OAuthDestination;
import org.credmint.config.oauth.OAuthKnob;
import org.credmint.config.oauth.OAuthServices;
import org.credmint.config.provider.KeyKeeping;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.rule.PolicyRules;
import org.credmint.config.rule.TestRules;
import org.credmint.config.standing.StandingDeclarations;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingRights;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;
import org.credmint.htcondor.NameRule;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Defaults and mappings of every component of the settings; one without its test fails here. */
final class SettingsTest {
  private static final TestKnobs BASE = TestKnobs.smallest();

  /** What a knob at another value than its default makes of a component. */
  private record Mapping(String knob, String text, Object value) {}

  private static final AllowedVariables USER = AllowedVariables.of("username");

  private static final Map<String, Object> PROVIDER_DEFAULTS =
      Map.ofEntries(
          Map.entry("name", "scitokens"),
          Map.entry("privateKey", Path.of("/etc/condor/scitokens-private.pem")),
          Map.entry("publicKey", Path.of("/etc/condor/scitokens.pem")),
          Map.entry("id", Optional.empty()),
          Map.entry("algorithm", SigningAlgorithm.ES256),
          Map.entry("passphrase", Optional.empty()),
          Map.entry("keeping", keeping(Duration.ofDays(2))),
          Map.entry("issuer", "https://ap.example.org"),
          Map.entry("scopes", template("read:/user/{username} write:/user/{username}", "username")),
          Map.entry("scopesExpression", Optional.empty()),
          Map.entry("groupScopes", Optional.empty()),
          Map.entry("mapFile", Optional.empty()),
          Map.entry("required", Optional.empty()),
          Map.entry("lifetime", Duration.ofMinutes(20)),
          Map.entry("subject", word("{username}", USER)),
          Map.entry("audienceTemplate", Optional.empty()),
          Map.entry("lifetimeTemplate", Optional.empty()),
          Map.entry("granularity", Granularity.USER),
          Map.entry("policy", Optional.empty()),
          Map.entry("system", false),
          Map.entry("ofTemplate", GroupFilter.ALL),
          Map.entry("attributes", Set.of()),
          Map.entry("json", true),
          Map.entry("audiences", List.of("https://storage.example.org")),
          Map.entry("profile", TokenProfile.SCITOKENS_2),
          Map.entry("backdating", Duration.ofMinutes(1)));

  private static final Map<String, Mapping> PROVIDER_MAPPINGS =
      Map.ofEntries(
          Map.entry("name", new Mapping("LOCAL_CREDMON_PROVIDER_NAME", "chem", "chem")),
          mapping("privateKey", "LOCAL_CREDMON_PRIVATE_KEY", "/k/private", Path.of("/k/private")),
          mapping("publicKey", "LOCAL_CREDMON_PUBLIC_KEY", "/k/public", Path.of("/k/public")),
          mapping("id", "LOCAL_CREDMON_KEY_ID", "2026-11", Optional.of("2026-11")),
          mapping(
              "algorithm", "LOCAL_CREDMON_PRIVATE_KEY_ALGORITHM", "RS256", SigningAlgorithm.RS256),
          mapping(
              "passphrase",
              "CREDMINT_PRIVATE_KEY_PASSPHRASE_FILE",
              "/k/phrase",
              Optional.of(Path.of("/k/phrase"))),
          mapping("keeping", "CREDMINT_KEY_CACHE_TIME", "60", keeping(Duration.ofMinutes(1))),
          mapping("issuer", "LOCAL_CREDMON_ISSUER", "https://i.org/x", "https://i.org/x"),
          mapping(
              "scopes",
              "LOCAL_CREDMON_AUTHZ_TEMPLATE",
              "storage.read:/{username}",
              template("storage.read:/{username}", "username")),
          mapping(
              "scopesExpression",
              "LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR",
              "strcat(\"read:/\", Username)",
              Optional.of("strcat(\"read:/\", Username)")),
          mapping(
              "groupScopes",
              "LOCAL_CREDMON_AUTHZ_GROUP_TEMPLATE",
              "read:/{groupname}",
              Optional.of(template("read:/{groupname}", "groupname"))),
          mapping(
              "mapFile",
              "LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE",
              "/etc/map",
              Optional.of(Path.of("/etc/map"))),
          mapping("required", "LOCAL_CREDMON_AUTHZ_GROUP_REQUIREMENT", "cms", Optional.of("cms")),
          mapping("lifetime", "LOCAL_CREDMON_TOKEN_LIFETIME", "60 * 60", Duration.ofHours(1)),
          mapping("json", "LOCAL_CREDMON_TOKEN_USE_JSON", "False", false),
          mapping("audiences", "LOCAL_CREDMON_TOKEN_AUDIENCE", "ANY x", List.of("ANY", "x")),
          mapping("profile", "LOCAL_CREDMON_TOKEN_VERSION", "wlcg", TokenProfile.WLCG_1),
          mapping(
              "subject", "CREDMINT_SUBJECT_TEMPLATE", "u-{username}", word("u-{username}", USER)),
          mapping(
              "audienceTemplate",
              "CREDMINT_AUDIENCE_TEMPLATE",
              "a, {username}",
              Optional.of(List.of(word("a", USER), word("{username}", USER)))),
          mapping(
              "lifetimeTemplate",
              "CREDMINT_LIFETIME_TEMPLATE",
              "5 * 60",
              Optional.of(Template.literal("300"))),
          mapping(
              "policy",
              "CREDMINT_POLICY",
              "everybody: scopes read:/ write:/",
              Optional.of(TestRules.of("everybody: scopes read:/ write:/"))),
          mapping("system", "CREDMINT_SYSTEM_GROUPS", "true", true),
          mapping(
              "ofTemplate",
              "CREDMINT_TEMPLATE_GROUPS",
              "a, \"b c\"",
              new GroupFilter(List.of("a", "b c"))),
          mapping("granularity", "CREDMINT_GRANULARITY", "Job", Granularity.JOB),
          mapping("attributes", "CREDMINT_JOB_ATTRIBUTES", "A, b", Set.of("A", "b")),
          mapping("backdating", "CREDMINT_NBF_BACKDATE", "0", Duration.ZERO));

  /** Not a knob that anybody sets: HTCondor says by it which release it is. */
  private static final String RELEASE = "CONDOR_VERSION";

  private static final Map<String, Object> DEFAULTS =
      withStanding(
          Map.of(
              "credentialDirectory",
              Path.of("/var/lib/condor/oauth_credentials"),
              "providers",
              Set.of("scitokens"),
              "names",
              NameRule.WHOLE,
              "trustDirectory",
              false,
              "pullInterval",
              new PullInterval(Duration.ofSeconds(300), Source.HTCONDOR_DEFAULT),
              "shadowReadsStrictly",
              true,
              "useFileMode",
              0400,
              "jobQueueLog",
              Path.of("/var/lib/condor/spool/job_queue.log"),
              "jobRenewal",
              new JobRenewal(Duration.ofDays(3), Duration.ofHours(1)),
              "audit",
              Optional.of(auditLog("/var/log/condor/CredmintAuditLog"))));

  private static final Map<String, Mapping> MAPPINGS =
      Map.ofEntries(
          mapping("credentialDirectory", "SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d", Path.of("/d")),
          mapping("providers", "LOCAL_CREDMON_PROVIDER_NAMES", "a, b c", Set.of("a", "b", "c")),
          mapping("names", "CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "FALSE", NameRule.WITH_HANDLES),
          mapping("trustDirectory", "TRUST_CREDENTIAL_DIRECTORY", "1", true),
          mapping(
              "pullInterval",
              "CREDMINT_PULL_INTERVAL",
              "10",
              new PullInterval(Duration.ofSeconds(10), Source.CREDMINT_PULL_INTERVAL)),
          mapping("shadowReadsStrictly", RELEASE, "24.0.15", false),
          mapping("useFileMode", "CREDMINT_USE_FILE_MODE", "0600", 0600),
          mapping("jobQueueLog", "JOB_QUEUE_LOG", "/q/log", Path.of("/q/log")),
          mapping(
              "jobRenewal",
              "CREDMINT_HELD_JOB_RENEWAL",
              "24 * 60 * 60",
              new JobRenewal(Duration.ofDays(1), Duration.ofHours(1))),
          mapping("audit", "CREDMINT_MAX_NUM_AUDIT_LOG", "3", Optional.of(keepingThree())),
          mapping(
              "controlDirectory",
              "CREDMINT_CONTROL_DIRECTORY",
              "/c/control",
              Path.of("/c/control")),
          mapping("monitoring", "CREDMINT_STATE_FILE", "/s/state", monitoring("/s/state")),
          mapping(
              "standing",
              "CREDMINT_STANDING",
              "pilot",
              new StandingDeclarations(
                  Map.of(),
                  Map.of("pilot", new StandingRights(Map.of(), Optional.of(Duration.ofHours(1)))))),
          mapping(
              "oauth",
              "OAUTH2_CREDMON_PROVIDER_NAMES",
              "box",
              new OAuthServices(
                  Map.of(), Map.of("box", new OAuthDestination(Map.of())), Map.of())));

  private static Map<String, Object> withStanding(Map<String, Object> others) {
    Map<String, Object> all = new LinkedHashMap<>(others);
    all.put("standing", StandingDeclarations.NONE);
    all.put("oauth", OAuthServices.NONE);
    all.put("controlDirectory", Path.of("/var/lib/credmint"));
    all.put("monitoring", monitoring("/var/log/condor/CredmintState.json"));
    return all;
  }

  private static MonitoringSettings monitoring(String stateFile) {
    return new MonitoringSettings(
        Optional.of(Path.of(stateFile)), Optional.empty(), Optional.empty());
  }

  private static KeyKeeping keeping(Duration cacheTime) {
    return new KeyKeeping(
        Optional.empty(), Duration.ZERO, cacheTime, Optional.empty(), Optional.empty());
  }

  private static AuditSettings keepingThree() {
    return new AuditSettings(Path.of("/var/log/condor/CredmintAuditLog"), 100 << 20, 3);
  }

  private static AuditSettings auditLog(String path) {
    return new AuditSettings(Path.of(path), 100 << 20, 10);
  }

  private static Map.Entry<String, Mapping> mapping(
      String component, String knob, String text, Object value) {
    return Map.entry(component, new Mapping(knob, text, value));
  }

  private static ScopeTemplate template(String text, String place) {
    try {
      return ScopeTemplate.parse(text, AllowedVariables.of(place));
    } catch (Template.InvalidTemplateException e) {
      throw new AssertionError(e);
    }
  }

  private static Template word(String text, AllowedVariables allowedVariables) {
    try {
      return Template.parse(text, allowedVariables);
    } catch (Template.InvalidTemplateException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<String> providerComponents() {
    return components(ProviderSettings.class).map(RecordComponent::getName);
  }

  static Stream<String> components() {
    return components(Settings.class).map(RecordComponent::getName);
  }

  /** The components of a record, and in place of those that are records of settings theirs. */
  private static Stream<RecordComponent> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(one -> isNested(one) ? components(one.getType()) : Stream.of(one));
  }

  private static boolean isNested(RecordComponent component) {
    return component.getDeclaringRecord() == ProviderSettings.class
        && component.getType().isRecord();
  }

  private static Map<String, Object> valuesOf(Record settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(settings);
        if (isNested(component)) {
          values.putAll(valuesOf((Record) value));
        } else {
          boolean providers = component.getName().equals("providers");
          values.put(component.getName(), providers ? ((Map<?, ?>) value).keySet() : value);
        }
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("cannot read " + component, e);
      }
    }
    return values;
  }

  private static Map<String, Object> onlyProvider(TestKnobs knobs) {
    return valuesOf(knobs.settings().providers().values().iterator().next());
  }

  @Test
  void theSmallestConfigurationHasNoProblem() {
    assertThat(BASE.read().problems()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("providerComponents")
  void eachPartOfAProviderHasItsDefault(String component) {
    assertThat(PROVIDER_DEFAULTS).containsKey(component);
    assertThat(onlyProvider(BASE)).containsEntry(component, PROVIDER_DEFAULTS.get(component));
  }

  @ParameterizedTest
  @MethodSource("components")
  void eachPartOfTheSettingsHasItsDefault(String component) {
    assertThat(DEFAULTS).containsKey(component);
    assertThat(valuesOf(BASE.settings())).containsEntry(component, DEFAULTS.get(component));
  }

  @ParameterizedTest
  @MethodSource("providerComponents")
  void eachPartOfAProviderIsSetByItsKnobAndByNoOther(String component) {
    Mapping mapping = PROVIDER_MAPPINGS.get(component);
    assertThat(mapping).isNotNull();
    TestKnobs knobs = withWhatItNeeds(component).set(mapping.knob(), mapping.text());
    Map<String, Object> expected = onlyProvider(withWhatItNeeds(component));
    expected.put(component, mapping.value());
    assertThat(onlyProvider(knobs)).isEqualTo(expected);
    assertThat(mapping.value()).isNotEqualTo(PROVIDER_DEFAULTS.get(component));
  }

  /** A required group needs a map file; for jobs tokens are bare unless it is said. */
  private static TestKnobs withWhatItNeeds(String component) {
    return switch (component) {
      case "required" -> BASE.set("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", "/etc/map");
      case "granularity" -> BASE.set("LOCAL_CREDMON_TOKEN_USE_JSON", "true");
      default -> BASE;
    };
  }

  @ParameterizedTest
  @MethodSource("components")
  void eachPartOfTheSettingsIsSetByItsKnobAndByNoOther(String component) {
    Mapping mapping = MAPPINGS.get(component);
    assertThat(mapping).isNotNull();
    Map<String, Object> expected = valuesOf(BASE.settings());
    expected.put(component, mapping.value());
    if (component.equals("oauth")) { // whose files are whose
      expected.put("names", new NameRule(false, Set.of("box"), Set.of(), Set.of("box")));
    }
    assertThat(valuesOf(BASE.set(mapping.knob(), mapping.text()).settings())).isEqualTo(expected);
    assertThat(mapping.value()).isNotEqualTo(DEFAULTS.get(component));
  }

  @ParameterizedTest
  @MethodSource("providerComponents")
  void aProvidersOwnKnobGoesBeforeTheGeneralOneAndLeavesOtherProvidersAlone(String component) {
    Mapping mapping = PROVIDER_MAPPINGS.get(component);
    if (component.equals("name")) {
      return;
    }
    TestKnobs two = withWhatItNeeds(component).set("LOCAL_CREDMON_PROVIDER_NAMES", "chem physics");
    String own = mapping.knob().replaceFirst("^(LOCAL_CREDMON|CREDMINT)_", "$1_chem_");
    Map<String, ProviderSettings> providers = two.set(own, mapping.text()).settings().providers();
    assertThat(valuesOf(providers.get("chem"))).containsEntry(component, mapping.value());
    assertThat(providers.get("physics")).isEqualTo(two.settings().providers().get("physics"));
    TestKnobs both = two.set(mapping.knob(), mapping.text()).set(own, " ");
    assertThat(valuesOf(both.settings().providers().get("chem")))
        .as("a blank knob is none, but for a policy, which then has no rules")
        .containsEntry(
            component,
            component.equals("policy") ? Optional.of(new PolicyRules(List.of())) : mapping.value());
  }

  @Test
  void everyKnobMakesADifferenceOrIsReadForAFallback() {
    Map<Knob, String> samples = new LinkedHashMap<>();
    PROVIDER_MAPPINGS.values().forEach(m -> samples.put(knobNamed(m.knob()), m.text()));
    MAPPINGS.values().stream()
        .filter(m -> !Set.of(RELEASE, StandingKnob.LIST, OAuthKnob.LIST).contains(m.knob()))
        .forEach(m -> samples.put(knobNamed(m.knob()), m.text()));
    samples.put(DaemonKnob.CREDENTIAL_REFRESH, "77");
    samples.put(DaemonKnob.MAX_AUDIT_LOG, "1 Mb");
    samples.put(DaemonKnob.AUDIT_LOG, "/l/Ledger");
    samples.put(DaemonKnob.METRICS_FILE, "/m/credmint.prom");
    samples.put(DaemonKnob.METRICS_PORT, "9123");
    samples.put(DaemonKnob.CONTROL_DIRECTORY, "/c/control");
    samples.put(DaemonKnob.AUDIT_LOG_DAYS, "30");
    samples.put(DaemonKnob.REMOVED_JOB_RENEWAL, "60");
    samples.put(ProviderKnob.KEY_RING, "/k/ring");
    samples.put(ProviderKnob.KEY_MAX_AGE, "864000");
    samples.put(ProviderKnob.PUBLICATION_DIRECTORY, "/k/web");
    assertThat(samples).containsOnlyKeys(Knob.all().toArray(Knob[]::new));
    samples.forEach(
        (knob, text) ->
            assertThat(BASE.set(knob.generalName(), text).read())
                .as(knob.generalName())
                .isNotEqualTo(BASE.read()));
  }

  private static Knob knobNamed(String name) {
    return Knob.all().stream()
        .filter(knob -> knob.generalName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aJobsTokenStandsBareUnlessTheKnobSaysOtherwise() {
    TestKnobs jobs = BASE.set("CREDMINT_GRANULARITY", "cluster");
    assertThat(onlyProvider(jobs)).containsEntry("json", false);
    assertThat(onlyProvider(jobs.set("LOCAL_CREDMON_TOKEN_USE_JSON", "true")))
        .containsEntry("json", true);
  }

  @Test
  void whatHtcondorListsAsItsOwnDefaultIsNoWordOnAJobsToken() {
    Map<String, String> values =
        BASE.set("CREDMINT_GRANULARITY", "job")
            .set("LOCAL_CREDMON_TOKEN_USE_JSON", "true")
            .values();
    for (String place : new String[] {"<Default>", "/etc/condor/condor_config, line 7"}) {
      Knobs knobs = Knobs.of(values, Map.of("LOCAL_CREDMON_TOKEN_USE_JSON", place));
      Settings settings = Settings.read(knobs, "CREDMON_OAUTH", "h").settings().orElseThrow();
      assertThat(settings.providers().values())
          .extracting(provider -> provider.form().json())
          .containsExactly(!place.equals("<Default>"));
    }
  }

  @Test
  void namesAreFoundInAnyCase() {
    TestKnobs knobs = BASE.set("local_credmon_SCITOKENS_token_lifetime", "77");
    assertThat(onlyProvider(knobs)).containsEntry("lifetime", Duration.ofSeconds(77));
  }

  @Test
  void aKnobOfThisDaemonAloneGoesBeforeTheGeneralOne() {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_KEY_ID", "a").set("CREDMON_OAUTH.LOCAL_CREDMON_KEY_ID", "b");
    assertThat(onlyProvider(knobs)).containsEntry("id", Optional.of("b"));
    assertThat(onlyProvider(knobs.set("LOCAL_CREDMON_scitokens_KEY_ID", "c")))
        .containsEntry("id", Optional.of("c"));
  }

  @Test
  void equalConfigurationsGiveEqualSettings() {
    assertThat(BASE.settings()).isEqualTo(BASE.settings());
    assertThat(BASE.settings())
        .isNotEqualTo(BASE.set("LOCAL_CREDMON_TOKEN_LIFETIME", "60").settings());
  }

  @Test
  void theRecordsKeepTheirOwnCopies() {
    assertThatThrownBy(() -> BASE.settings().providers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> BASE.read().problems().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
