// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.config.GroupMap;
import org.credmint.config.GroupMapReading;
import org.credmint.config.Problem;
import org.credmint.config.ProviderSettings;
import org.credmint.config.Settings;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.os.Host;
import org.credmint.policy.decision.DecisionContext.Groups;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Rights;
import org.credmint.renew.Freshness;
import org.junit.jupiter.api.Test;

/** What a policy says that only shows beside the files and the freshness contract. */
final class PolicyWarningsTest {
  private static final GroupMap MAP =
      GroupMapReading.parse("/m", "* root chem,ops\n".getBytes(StandardCharsets.UTF_8))
          .map()
          .orElseThrow();

  private static Settings settings(String policy, String... more) {
    Map<String, String> knobs = new TreeMap<>();
    knobs.put("FULL_HOSTNAME", "ap.example.org");
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/d");
    knobs.put("LOCAL_CREDMON_TOKEN_AUDIENCE", "x");
    knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", "/m");
    knobs.put("CREDMINT_POLICY", policy);
    for (int i = 0; i < more.length; i += 2) {
      knobs.put(more[i], more[i + 1]);
    }
    return Settings.read(Knobs.of(knobs), "CREDMON_OAUTH", "h").settings().orElseThrow();
  }

  private static ProviderSettings provider(Settings settings) {
    return settings.providers().get("scitokens");
  }

  @Test
  void aLifetimeOfThePolicyThatCannotBeKeptFreshIsWarnedOf() {
    String policy = "everybody: scopes read:/ write:/, lifetime 3600; group chem: lifetime 60";
    List<Problem> problems =
        ConfigurationLoader.brokenPromises(
            settings(policy), new Freshness(Duration.ofSeconds(300)));
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).subject()).isEqualTo("CREDMINT_scitokens_POLICY");
    assertThat(problems.get(0).value()).isEqualTo("60");
    assertThat(problems.get(0).fix()).containsPattern("set it to \\d+ or more");
  }

  @Test
  void groupsThatNobodyIsInAreWarnedOf() {
    String rules =
        "everybody: scopes read:/ write:/, require any of ops cehm; group chem: lifetime 9";
    Optional<Problem> problem = ConfigurationLoader.unknownGroups(provider(settings(rules)), MAP);
    assertThat(problem.orElseThrow().value()).isEqualTo("cehm");
    assertThat(problem.get().reason()).contains("/m");
    String known = "everybody: scopes read:/ write:/; group chem: lifetime 9";
    assertThat(ConfigurationLoader.unknownGroups(provider(settings(known)), MAP)).isEmpty();
  }

  @Test
  void theSystemsGroupsComeAfterThoseOfTheMapFile() {
    ProviderSettings settings = provider(settings("everybody: scopes read:/ write:/"));
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
