// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.credmint.config.TestKnobs;
import org.junit.jupiter.api.Test;

/** Providers whose names HTCondor's parser does not take in the name of a knob. */
final class ProviderSpellingTest {
  private static final TestKnobs BASE =
      TestKnobs.smallest().set("LOCAL_CREDMON_PROVIDER_NAMES", "my-site scitokens");

  private static Duration lifetime(TestKnobs knobs, String provider) {
    return knobs.settings().providers().get(provider).claims().lifetime();
  }

  @Test
  void aHyphenIsAnUnderscoreInTheNameOfAKnob() {
    TestKnobs knobs = BASE.set("LOCAL_CREDMON_my_site_TOKEN_LIFETIME", "3600");
    assertThat(lifetime(knobs, "my-site")).isEqualTo(Duration.ofHours(1));
    assertThat(lifetime(knobs, "scitokens")).isEqualTo(Duration.ofMinutes(20));
    assertThat(knobs.messages()).isEmpty();
  }

  @Test
  void theLiteralNameOfTheEnvironmentGoesFirst() {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_my_site_TOKEN_LIFETIME", "3600")
            .set("LOCAL_CREDMON_my-site_TOKEN_LIFETIME", "7200");
    assertThat(lifetime(knobs, "my-site")).isEqualTo(Duration.ofHours(2));
    assertThat(knobs.messages()).isEmpty();
  }

  @Test
  void aPolicyIsFoundUnderThatNameToo() {
    TestKnobs knobs = BASE.set("CREDMINT_my_site_POLICY", "");
    assertThat(knobs.settings().providers().get("my-site").policy()).isPresent();
  }

  @Test
  void messagesNameWhatHtcondorCanRead() {
    assertThat(BASE.set("LOCAL_CREDMON_my_site_ISSUR", "https://x.example.org").messages())
        .singleElement()
        .asString()
        .contains("did you mean LOCAL_CREDMON_my_site_ISSUER?");
    assertThat(BASE.set("PER_JOB_TOKEN_PROVIDER", "my-site").messages())
        .singleElement()
        .asString()
        .contains("set CREDMINT_my_site_GRANULARITY to job or cluster");
  }

  @Test
  void aKnobThatTwoProvidersCouldMeanDisablesBoth() {
    TestKnobs both =
        BASE.set("CREDMON_ALLOW_SPECIAL_CHAR_NAMES", "true")
            .set("LOCAL_CREDMON_PROVIDER_NAMES", "my-site MY_site scitokens");
    assertThat(both.settings().providers()).containsOnlyKeys("my-site", "MY_site", "scitokens");
    TestKnobs clash = both.set("LOCAL_CREDMON_my_site_TOKEN_LIFETIME", "3600");
    assertThat(clash.settings().providers()).containsOnlyKeys("scitokens");
    assertThat(clash.messages())
        .hasSize(2)
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("LOCAL_CREDMON_", "_TOKEN_LIFETIME = 3600", "could be meant for")
                    .contains("rename one of the two providers"));
  }

  @Test
  void namesThatDifferInCaseShareTheirKnobsAsInHtcondor() {
    TestKnobs knobs =
        BASE.set("LOCAL_CREDMON_PROVIDER_NAMES", "chem Chem")
            .set("LOCAL_CREDMON_CHEM_TOKEN_LIFETIME", "3600");
    assertThat(lifetime(knobs, "chem")).isEqualTo(Duration.ofHours(1));
    assertThat(lifetime(knobs, "Chem")).isEqualTo(Duration.ofHours(1));
    assertThat(knobs.messages()).isEmpty();
  }
}
