// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.knob.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a configuration whose administrator does what a problem says. */
final class AdviceTest {
  private static final String NAMES = "LOCAL_CREDMON_PROVIDER_NAMES";
  private static final TestKnobs BASE = TestKnobs.smallest();

  private static Problem only(TestKnobs knobs) {
    List<Problem> problems = knobs.read().problems();
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  /** The first thing that the advice says, after some words. */
  private static String advised(Problem problem, String pattern) {
    Matcher words = Pattern.compile(pattern).matcher(problem.fix());
    assertThat(words.find()).as(problem.fix()).isTrue();
    return words.group(1);
  }

  @ParameterizedTest
  @CsvSource({
    "20m, 1200",
    "20 min, 1200",
    "20Minutes, 1200",
    "1200s, 1200",
    "2h, 7200",
    "1 hour, 3600",
    "1d, 86400",
    "1w, 604800"
  })
  void aTimeWithAUnitIsToldAsTheNumberThatTheKnobTakes(String written, int seconds) {
    TestKnobs base = BASE.set(NAMES, "scitokens chem");
    String knob = "LOCAL_CREDMON_chem_TOKEN_LIFETIME";
    Problem problem = only(base.set(knob, written));
    assertThat(problem.reason()).contains("has a unit");
    TestKnobs obeyed = base.set(knob, advised(problem, "write ([0-9 *]+) for "));
    assertThat(obeyed.read().problems()).isEmpty();
    assertThat(obeyed.settings().providers().get("chem").claims().lifetime()).hasSeconds(seconds);
  }

  @Test
  void aLifetimeInAPolicyIsToldInTheSameWay() {
    String rule = "everybody: scopes read:/ write:/, lifetime ";
    Problem problem = BASE.set("CREDMINT_POLICY", rule + "20m").read().problems().get(0);
    String number = advised(problem, "write ([0-9 *]+) for 20 minutes");
    assertThat(BASE.set("CREDMINT_POLICY", rule + number).read().problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', 'scitokens'", "'bio', 'bio'", "'bio physics', 'bio physics'"})
  void aProviderThatIsNotListedIsAddedToThoseThatAre(String listed, String served) {
    TestKnobs base = listed.isEmpty() ? BASE : BASE.set(NAMES, listed);
    TestKnobs knobs = base.set("LOCAL_CREDMON_chem_ISSUER", "https://chem.example.org");
    Problem problem = only(knobs);
    assertThat(problem.fix()).doesNotContain("did you mean");
    TestKnobs obeyed = knobs.set(NAMES, advised(problem, "set " + NAMES + " = ([^;]+);"));
    assertThat(obeyed.read().problems()).isEmpty();
    assertThat(obeyed.settings().providers()).containsOnlyKeys((served + " chem").split(" "));
  }

  @Test
  void aProviderWhoseNameIsASlipIsToldWithTheOneThatIsListed() {
    Problem problem = only(BASE.set("LOCAL_CREDMON_scitoken_ISSUER", "https://x.example.org"));
    assertThat(problem.fix())
        .startsWith("did you mean LOCAL_CREDMON_scitokens_ISSUER? Otherwise, if scitoken");
  }

  @Test
  void aPublicKeyFileThatTwoKeysShareIsReplacedByOneOfItsOwn() {
    TestKnobs knobs =
        BASE.set(NAMES, "a b")
            .set("LOCAL_CREDMON_b_PRIVATE_KEY", "/b")
            .set("LOCAL_CREDMON_PUBLIC_KEY", "/shared.pem")
            .set("LOCAL_CREDMON_b_PUBLIC_KEY", "/shared.pem");
    String knob = advised(only(knobs), "set (\\S+) to a file of its own");
    assertThat(knobs.set(knob, "/b.pem").read().problems()).isEmpty();
  }

  @Test
  void oneFileForBothKeysIsBlamedOnTheKnobThatWasWritten() {
    Problem problem =
        BASE.set("LOCAL_CREDMON_PRIVATE_KEY", "/etc/condor/scitokens.pem").read().problems().get(0);
    assertThat(problem.subject()).isEqualTo("LOCAL_CREDMON_PRIVATE_KEY");
    assertThat(problem.reason()).contains("both the public and the private key file");
  }

  @Test
  void aTemplateThatNobodyWroteIsToldAsADefault() {
    Problem problem = only(BASE.set("CREDMINT_POLICY", "everybody: scopes read:/x"));
    assertThat(problem.reason()).contains("from the default of LOCAL_CREDMON_AUTHZ_TEMPLATE");
    Problem written =
        only(
            BASE.set("CREDMINT_POLICY", "everybody: scopes read:/x")
                .set("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/y"));
    assertThat(written.reason()).contains("from LOCAL_CREDMON_AUTHZ_TEMPLATE,");
  }

  @Test
  void everythingWrongInARuleIsToldAtOnce() {
    String policy =
        "everybody: scopes read:/{usrname} write:x, lifetime 10x, audience y;"
            + " group g: deny, scopes read:/; somebody: lifetime z";
    List<Problem> problems = BASE.set("CREDMINT_POLICY", policy).read().problems();
    assertThat(problems)
        .extracting(Problem::reason)
        .anyMatch(text -> text.contains("unknown variable {usrname}"))
        .anyMatch(text -> text.contains("scope write:x"))
        .anyMatch(text -> text.contains("neither an integer nor"))
        .anyMatch(text -> text.contains("unknown clause audience y"))
        .anyMatch(text -> text.contains("in the rule 'group g': has both deny"))
        .anyMatch(text -> text.contains("in the rule 'somebody': this does not say whom"))
        .anyMatch(
            text ->
                text.contains("in the rule 'somebody': clause lifetime z is neither an integer"));
  }

  @Test
  void aWrongLifetimeHidesNothingThatThePolicyHasWrong() {
    List<Problem> problems =
        BASE.set("LOCAL_CREDMON_TOKEN_LIFETIME", "x")
            .set("CREDMINT_POLICY", "everybody: scopes storage.read:/")
            .read()
            .problems();
    assertThat(problems)
        .extracting(Problem::reason)
        .anyMatch(text -> text.contains("no rule allows"));
  }
}
