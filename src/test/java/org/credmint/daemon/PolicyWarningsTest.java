// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.config.group.GroupMap;
import org.credmint.config.group.GroupMapReading;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.os.Host;
import org.credmint.policy.decision.DecisionContext.Groups;
import org.credmint.provider.Rights;
import org.credmint.provider.RightsCheck;
import org.junit.jupiter.api.Test;

/** What a policy says that only shows beside the files and the freshness contract. */
final class PolicyWarningsTest {
  private static final GroupMap MAP =
      GroupMapReading.parse("/m", "* root chem,ops\n".getBytes(StandardCharsets.UTF_8))
          .map()
          .orElseThrow();

  private static SettingsReading reading(String policy, String... more) {
    Map<String, String> knobs = new TreeMap<>();
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "x");
    knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", "/m");
    knobs.put("CREDMINT_POLICY", policy);
    for (int i = 0; i < more.length; i += 2) {
      knobs.put(more[i], more[i + 1]);
    }
    return Settings.read(Knobs.of(knobs), "CREDMON_OAUTH", "h");
  }

  private static ProviderSettings provider(SettingsReading reading) {
    return reading.settings().orElseThrow().providers().get("scitokens");
  }

  private static RightsCheck check(SettingsReading reading) {
    return new RightsCheck(reading.parts().names(), reading.parts().pullInterval());
  }

  private static ReadableRights rights(SettingsReading reading) {
    return reading.rights().getOrDefault("scitokens", ReadableRights.of(provider(reading)));
  }

  private static List<Problem> lifetimes(SettingsReading reading) {
    return check(reading).lifetimes("scitokens", rights(reading));
  }

  private static List<Problem> groups(SettingsReading reading) {
    return check(reading).groups("scitokens", rights(reading), MAP);
  }

  @Test
  void aLifetimeOfThePolicyThatCannotBeKeptFreshIsWarnedOf() {
    String policy = "everybody: scopes read:/ write:/, lifetime 3600; group chem: lifetime 60";
    List<Problem> problems = lifetimes(reading(policy));
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).subject()).isEqualTo("CREDMINT_POLICY");
    assertThat(problems.get(0).value()).isEqualTo("60");
    assertThat(problems.get(0).fix()).containsPattern("set it to \\d+ or more");
  }

  @Test
  void aLifetimeThatNobodyWroteIsNotBlamed() {
    String policy = "everybody: scopes read:/ write:/";
    Problem problem = lifetimes(reading(policy, "CREDMINT_PULL_INTERVAL", "3000")).get(0);
    assertThat(problem.subject()).isEqualTo("CREDMINT_PULL_INTERVAL");
    assertThat(problem.value()).isEqualTo("3000");
    assertThat(problem.reason()).contains("only 1200 s by default");
    String lifetime = "LOCAL_CREDMON_TOKEN_LIFETIME";
    Problem written = lifetimes(reading(policy, lifetime, "60")).get(0);
    assertThat(written.subject()).isEqualTo(lifetime);
  }

  @Test
  void theAdviceOnALifetimeLeavesNoProblemWhereItIsTaken() {
    String policy = "everybody: scopes read:/ write:/";
    String[] longPull = {"CREDMINT_PULL_INTERVAL", "3000"};
    Matcher advice =
        Pattern.compile("set (LOCAL_CREDMON_scitokens_TOKEN_LIFETIME) to (\\d+) or more")
            .matcher(lifetimes(reading(policy, longPull)).get(0).fix());
    assertThat(advice.find()).isTrue();
    SettingsReading taken =
        reading(policy, longPull[0], longPull[1], advice.group(1), advice.group(2));
    assertThat(lifetimes(taken)).isEmpty();
    assertThat(taken.problems()).isEmpty();
  }

  @Test
  void aGroupThatNobodyIsInIsToldWithTheNearestOne() {
    String rules =
        "everybody: scopes read:/ write:/, require any of ops cehm; group alien: lifetime 900";
    List<Problem> problems = groups(reading(rules));
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).reason()).contains("names group alien").contains("/m");
    assertThat(problems.get(0).fix()).doesNotContain("did you mean");
    assertThat(problems.get(1).reason()).contains("names group cehm");
    assertThat(problems.get(1).fix()).contains("did you mean group chem?");
    assertThat(problems.get(1).subject()).isEqualTo("CREDMINT_POLICY");
    String known = "everybody: scopes read:/ write:/; group chem: lifetime 900";
    assertThat(groups(reading(known))).isEmpty();
  }

  @Test
  void theOneGroupThatIsRequiredIsLookedForToo() {
    String rules = "everybody: scopes read:/ write:/";
    String knob = "LOCAL_CREDMON_scitokens_AUTHZ_GROUP_REQUIREMENT";
    Problem problem = groups(reading(rules, knob, "chme")).get(0);
    assertThat(problem.subject()).isEqualTo(knob);
    assertThat(problem.fix()).contains("did you mean group chem?");
  }

  @Test
  void theSystemsGroupsComeAfterThoseOfTheMapFile() {
    ProviderSettings settings = provider(reading("everybody: scopes read:/ write:/"));
    Rights mapOnly = new Rights(settings, Optional.of(MAP), Optional.empty());
    assertThat(mapOnly.groupsOf("root")).isEqualTo(new Groups.Known(List.of("chem", "ops")));
    Rights both = new Rights(settings, Optional.of(MAP), Optional.of(Host.create().accounts()));
    assertThat(both.groupsOf("root"))
        .isInstanceOfSatisfying(
            Groups.Known.class,
            known -> assertThat(known.names()).startsWith("chem", "ops").contains("root"));
    assertThat(both.groupsOf("no-such-account-here"))
        .isInstanceOfSatisfying(
            Groups.Unknown.class,
            unknown -> assertThat(unknown.reason()).contains("no such account"));
  }
}
