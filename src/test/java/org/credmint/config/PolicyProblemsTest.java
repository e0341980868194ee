// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.credmint.config.claim.NarrowingAttributes;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.provider.ProviderSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The knobs of jobs and policies: what goes together, and what an administrator is told. */
final class PolicyProblemsTest {
  private static final String READ = "read:/user/{username} write:/user/{username}";
  private static final TestKnobs BASE =
      TestKnobs.smallest()
          .set("LOCAL_CREDMON_PROVIDER_NAMES", "chem other")
          .set("CREDMINT_chem_GRANULARITY", "job");

  private static List<Problem> problems(TestKnobs knobs) {
    return knobs.read().problems();
  }

  private static Problem only(TestKnobs knobs) {
    assertThat(problems(knobs)).hasSize(1);
    return problems(knobs).get(0);
  }

  private static TestKnobs policy(String text) {
    return BASE.set("CREDMINT_chem_POLICY", text);
  }

  private static ProviderSettings chem(TestKnobs knobs) {
    return knobs.settings().providers().get("chem");
  }

  @Test
  void theExampleOfTheIssueWorks() {
    TestKnobs knobs =
        BASE.set(
            "LOCAL_CREDMON_chem_AUTHZ_TEMPLATE",
            "storage.read:/data/{ProjectName} storage.modify:/out/{Owner}/{ClusterId}.{ProcId}");
    assertThat(problems(knobs)).isEmpty();
    assertThat(chem(knobs).wantedAttributes())
        .containsExactlyInAnyOrder(
            "ProjectName", "CredmintScope_chem", "CredmintAudience_chem", "CredmintLifetime_chem");
    assertThat(knobs.settings().providers().get("other").wantedAttributes()).isEmpty();
  }

  @Test
  void everyNamedAttributeIsWantedOnce() {
    TestKnobs knobs =
        policy("everybody: scopes " + READ + " read:/{acctgroup}, audiences x {MyAudience}")
            .set("CREDMINT_chem_JOB_ATTRIBUTES", "MyAudience, MyLifetime mylifetime")
            .set("CREDMINT_chem_SUBJECT_TEMPLATE", "{GlobalJobId}")
            .set("CREDMINT_chem_AUDIENCE_TEMPLATE", "{myaudience?} x")
            .set("CREDMINT_chem_LIFETIME_TEMPLATE", "{MyLifetime}");
    assertThat(problems(knobs)).isEmpty();
    assertThat(chem(knobs).wantedAttributes())
        .containsExactlyInAnyOrder(
            "AcctGroup",
            "MyAudience",
            "MyLifetime",
            "GlobalJobId",
            "CredmintScope_chem",
            "CredmintAudience_chem",
            "CredmintLifetime_chem");
    assertThat(chem(knobs).jobs().attributes()).isEqualTo(Set.of("MyAudience", "MyLifetime"));
  }

  @Test
  void aProvidersNameBecomesAnAttributesName() {
    assertThat(NarrowingAttributes.of("a-b.c").attributes())
        .containsExactly("CredmintScope_a_b_c", "CredmintAudience_a_b_c", "CredmintLifetime_a_b_c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREDMINT_chem_GRANULARITY|jobs|user, cluster or job",
        "CREDMINT_chem_JOB_ATTRIBUTES|a-b|not a valid ClassAd attribute name",
        "CREDMINT_chem_JOB_ATTRIBUTES|1a|not a valid ClassAd attribute name",
        "CREDMINT_chem_SUBJECT_TEMPLATE|a {Owner}|is not a single word",
        "CREDMINT_chem_SUBJECT_TEMPLATE|{Owner?}|must not be empty",
        "CREDMINT_chem_SUBJECT_TEMPLATE|{nobody}|JOB_ATTRIBUTES",
        "CREDMINT_chem_AUDIENCE_TEMPLATE|{|without a matching '}'",
        "CREDMINT_chem_AUDIENCE_TEMPLATE|,|contains no audience",
        "CREDMINT_chem_LIFETIME_TEMPLATE|{Owner}{ProcId}|more than one variable",
        "CREDMINT_chem_LIFETIME_TEMPLATE|20m|has a unit",
        "CREDMINT_chem_LIFETIME_TEMPLATE|1201|longer than the 1200 s",
        "LOCAL_CREDMON_chem_AUTHZ_TEMPLATE|read:/{username?}|always present",
        "LOCAL_CREDMON_chem_AUTHZ_GROUP_TEMPLATE|read:/{groupname}/{Owner}|unknown variable {Owner}",
        "CREDMINT_chem_SYSTEM_GROUPS|maybe|is not a boolean"
      })
  void aWrongKnobDisablesTheProvider(String knob, String value, String reason) {
    TestKnobs knobs = BASE.set(knob, value);
    Problem problem =
        problems(knobs).stream().filter(p -> p.subject().equals(knob)).findFirst().orElseThrow();
    assertThat(problem.severity()).isEqualTo(Severity.DISABLES_PROVIDER);
    assertThat(problem.toString()).contains(reason);
    assertThat(knobs.settings().providers()).containsOnlyKeys("other");
  }

  @Test
  void aProviderForUsersOrClustersSaysWhatItCannotName() {
    TestKnobs jobs = BASE.set("LOCAL_CREDMON_chem_AUTHZ_TEMPLATE", "read:/{ClusterId}/{ProcId}");
    assertThat(problems(jobs)).isEmpty();
    assertThat(only(jobs.set("CREDMINT_chem_GRANULARITY", "cluster")).reason())
        .contains("{ProcId}", "GRANULARITY = job");
    assertThat(only(jobs.set("CREDMINT_chem_GRANULARITY", "user")).reason())
        .contains("{ClusterId}", "GRANULARITY = job");
    assertThat(
            only(BASE.set("CREDMINT_chem_GRANULARITY", "user")
                    .set("CREDMINT_chem_JOB_ATTRIBUTES", "x"))
                .reason())
        .contains("no effect");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "everybody: scopes read:/ write:/; everybody: lifetime 600|two rules for everybody",
        "user a: deny; user a: scopes read:/ write:/|two rules for user a",
        "everybody: scopes read:/ write:/, require any of x|no source of group membership",
        "everybody: scopes read:/x y:z|does not start with '/'"
      })
  void aPolicyThatContradictsItselfDisablesTheProvider(String policy, String reason) {
    TestKnobs knobs = policy(policy);
    assertThat(problems(knobs))
        .anySatisfy(
            problem -> {
              assertThat(problem.reason()).contains(reason);
              assertThat(problem.subject()).isEqualTo("CREDMINT_chem_POLICY");
              assertThat(problem.severity()).isEqualTo(Severity.DISABLES_PROVIDER);
            });
    assertThat(knobs.settings().providers()).containsOnlyKeys("other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "everybody: scopes read:/user/{username}|no rule allows write:/user/{username}",
        "everybody: scopes storage.read:/|no rule allows read:/user/{username}",
        "everybody: scopes read:/user/a/b write:/|no rule allows read:/user/{username}",
        "everybody: scopes read:/ write:/, audiences https://else|no rule allows the default audience",
        "everybody: scopes read:/ write:/; group x: lifetime 900|no source of group membership",
        "everybody: deny|allows nothing to anybody",
        "everybody: deny; user a: scopes read:/ write:/|allows nothing to anybody",
        "everybody: lifetime 600|allows nothing to anybody",
        "user a: scopes read:/ write:/; user b: lifetime 900|allows nothing to user b",
        ";|contains no rule, so nobody gets a token",
        "' '|contains no rule, so nobody gets a token"
      })
  void whatWouldBeRefusedByDefaultIsWarnedOf(String policy, String reason) {
    Problem problem = only(policy(policy));
    assertThat(problem.severity()).isEqualTo(Severity.WARNING);
    assertThat(problem.reason()).contains(reason);
    assertThat(chem(policy(policy)).policy()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "everybody: scopes read:/ write:/",
        "everybody: scopes read:/user write:/user/{Owner}",
        "everybody: scopes read:/{ProjectName} write:/user/bob",
        "user a: scopes read:/user/a; user b: scopes write:/user/b, lifetime 7200",
        "user m: deny; everybody: scopes read:/ write:/, audiences https://storage.example.org x"
      })
  void whatCouldBeCoveredIsNoProblem(String policy) {
    assertThat(problems(policy(policy))).isEmpty();
  }

  @Test
  void groupsComeFromAFileOrFromTheSystem() {
    TestKnobs knobs = policy("group x: scopes read:/ write:/; everybody: require any of x y");
    assertThat(problems(knobs)).hasSize(1);
    assertThat(problems(knobs.set("LOCAL_CREDMON_chem_AUTHZ_GROUP_MAPFILE", "/m"))).isEmpty();
    TestKnobs system = knobs.set("CREDMINT_chem_SYSTEM_GROUPS", "true");
    assertThat(problems(system)).isEmpty();
    assertThat(problems(system.set("LOCAL_CREDMON_chem_AUTHZ_GROUP_REQUIREMENT", "x"))).isEmpty();
  }

  @Test
  void aPolicyMayAllowALongerLifeThanTheDefault() {
    TestKnobs knobs = BASE.set("CREDMINT_chem_LIFETIME_TEMPLATE", "7200");
    assertThat(only(knobs).reason()).contains("longer than the 1200 s");
    String policy = "everybody: scopes read:/ write:/; user a: lifetime ";
    assertThat(problems(knobs.set("CREDMINT_chem_POLICY", policy + "7200"))).isEmpty();
    assertThat(only(knobs.set("CREDMINT_chem_POLICY", policy + "7199")).reason())
        .contains("longer than the 7199 s");
  }
}
