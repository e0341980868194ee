// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.credmint.config.SettingsReading;
import org.credmint.config.TestKnobs;
import org.credmint.config.group.GroupFilter;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.config.rule.PolicyRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of groups as directories give them, in a policy and in the knobs about groups. */
final class QuotedTest {
  private static final TestKnobs BASE = TestKnobs.smallest().set("CREDMINT_SYSTEM_GROUPS", "true");

  private static List<PolicyRule> rules(String policy) {
    TestKnobs knobs = BASE.set("CREDMINT_POLICY", policy);
    ProviderSettings provider = knobs.settings().providers().get("scitokens");
    return provider.policy().orElseThrow().rules();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "domain users",
        "domain users@ad.example.org",
        "DOM\\chem",
        "DOM\\domain users\\",
        "équipe",
        "a;b",
        "a,b",
        "a: b",
        "{x}"
      })
  void aPolicyCanNameAnyGroup(String group) {
    List<PolicyRule> rules =
        rules(
            "group \"%s\": scopes read:/user write:/user, require all of \"%s\" other; user bob: deny"
                .formatted(group, group));
    assertThat(rules).hasSize(2);
    assertThat(rules.get(0).who()).isEqualTo(new PolicyRule.Who.Group(group));
    assertThat(rules.get(0).requirement().orElseThrow().groups()).containsExactly(group, "other");
    assertThat(rules.get(1).denies()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOM\\chem", "équipe", "chem@ad.example.org", "chem'"})
  void aNameWithoutDivisorsNeedsNoQuotes(String group) {
    assertThat(rules("group " + group + ": scopes read:/user").get(0).who())
        .isEqualTo(new PolicyRule.Who.Group(group));
  }

  @Test
  void aNameIsShownAsItHasToBeWritten() {
    assertThat(new PolicyRule.Who.Group("domain users")).hasToString("group \"domain users\"");
    assertThat(new PolicyRule.Requirement(false, List.of("a", "b c")))
        .hasToString("any of a \"b c\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "everybody: scopes read:/; group \"domain users: deny",
        "everybody: scopes read:/; group x\"y z\": deny",
        "everybody: scopes read:/; group \"\": deny",
        "everybody: scopes read:/, require any of \"a",
        "everybody: scopes read:/, audiences a\"; user mallory: deny",
        "everybody: scopes read:/, audiences a\"; user mallory: deny; group x: audiences b\""
      })
  void quotesThatDoNotEncloseANameSuspendEverybody(String policy) {
    SettingsReading reading = BASE.set("CREDMINT_POLICY", policy).read();
    assertThat(reading.problems().toString()).contains("double quote");
    ReadableRights rights = reading.rights().get("scitokens");
    assertThat(rights.policy().orElseThrow().unreadable()).contains(new PolicyRule.Who.Everybody());
  }

  @Test
  void aRequirementCanNameAnyGroup() {
    TestKnobs quoted = BASE.set("LOCAL_CREDMON_AUTHZ_GROUP_REQUIREMENT", "\"domain users\"");
    assertThat(quoted.messages()).isEmpty();
    assertThat(quoted.settings().providers().get("scitokens").groups().required())
        .contains("domain users");
    TestKnobs bare = BASE.set("LOCAL_CREDMON_AUTHZ_GROUP_REQUIREMENT", "domain users");
    assertThat(bare.messages()).singleElement().asString().contains("in double quotes");
    assertThat(bare.settings().providers().get("scitokens").groups().required())
        .contains("domain users");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "chem | chem | true",
        "chem | Chem | false",
        "chem | chemistry | false",
        "chem* | chemistry | true",
        "* | anything | true",
        "*@ad.org phys | chem@ad.org | true",
        "*@ad.org phys | chem@ad.org.x | false",
        "a*b*c | aXbXbXc | true",
        "a*b*c | aXc | false",
        "\"domain *\",x | domain users | true",
        "\"domain *\",x | domain | false",
        "\"domain *\",x | x | true"
      })
  void aFilterNamesGroupsAndPatterns(String text, String group, boolean included)
      throws InvalidKnobValueException {
    assertThat(GroupFilter.parse(text).includes(group)).isEqualTo(included);
  }

  @Test
  void aFilterThatCannotBeReadDisablesTheProviderAndSuspendsItsUsers() {
    SettingsReading reading = BASE.set("CREDMINT_scitokens_TEMPLATE_GROUPS", "\"chem").read();
    assertThat(reading.settings()).isEmpty();
    assertThat(reading.rights().get("scitokens").unknown()).contains("CREDMINT_TEMPLATE_GROUPS");
    assertThatThrownBy(() -> GroupFilter.parse("\"chem"))
        .isInstanceOf(InvalidKnobValueException.class);
  }

  @Test
  void aRuleWhoseGroupFitsIntoNoScopeIsReported() {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/all")
            .set(
                "CREDMINT_POLICY",
                "everybody: scopes read:/all; group \"domain users\": scopes read:/{groupname}");
    assertThat(knobs.messages())
        .singleElement()
        .asString()
        .contains("{groupname}", "\"domain users\"", "write a path without {groupname}");
  }
}
