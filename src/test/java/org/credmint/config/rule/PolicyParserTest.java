// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.credmint.config.claim.Granularity;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.Template;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.rule.PolicyRule.Requirement;
import org.credmint.config.rule.PolicyRule.Who;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyParserTest {
  private static final JobScoping JOBS = new JobScoping(Granularity.JOB, Set.of());

  private static PolicyRules parse(String text) {
    PolicyParser parser = new PolicyParser(JOBS);
    PolicyRules rules = parser.parse(text);
    assertThat(parser.flaws()).isEmpty();
    return rules;
  }

  private static List<String> flaws(String text) {
    PolicyParser parser = new PolicyParser(JOBS);
    parser.parse(text);
    return parser.flaws().stream().map(flaw -> flaw.reason() + "; " + flaw.fix()).toList();
  }

  private static List<String> texts(List<Template> templates) {
    return templates.stream().map(Template::text).toList();
  }

  @Test
  void aRuleSaysWhomItIsAboutAndWhatTheyMayHave() {
    PolicyRules rules =
        parse(
            "everybody: scopes storage.read:/data storage.read:/out/{Owner};"
                + " group chem : scopes storage.modify:/g/{groupname}/{projectname},"
                + "   audiences https://a https://b, lifetime 2 * 3600, require all of x y ;"
                + "User mallory:DENY;");
    assertThat(rules.rules())
        .extracting(PolicyRule::who)
        .containsExactly(new Who.Everybody(), new Who.Group("chem"), new Who.User("mallory"));
    assertThat(texts(rules.rules().get(0).scopes()))
        .containsExactly("storage.read:/data", "storage.read:/out/{Owner}");
    PolicyRule chem = rules.rules().get(1);
    assertThat(chem.scopes().get(0).names()).containsExactly("groupname", "ProjectName");
    assertThat(texts(chem.audiences())).containsExactly("https://a", "https://b");
    assertThat(chem.lifetime()).contains(Duration.ofHours(2));
    assertThat(chem.requirement()).contains(new Requirement(true, List.of("x", "y")));
    assertThat(chem.denies()).isFalse();
    assertThat(rules.rules().get(2))
        .isEqualTo(
            new PolicyRule(
                new Who.User("mallory"),
                true,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    assertThat(rules.groups()).containsExactly("chem", "x", "y");
    assertThat(rules.lifetimes()).containsExactly(Duration.ofHours(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "everybody|has no clauses",
        "everybody:|has no clauses",
        "everyone: scopes read:/x|does not say whom",
        "group: scopes read:/x|does not say whom",
        "group a b: scopes read:/x|does not say whom",
        "user: deny|does not say whom",
        ": deny|does not say whom",
        "everybody scopes read:/x|does not say whom",
        "everybody: scope read:/x|unknown clause scope read:/x",
        "everybody: scopes|yields no scope",
        "everybody: scopes read|has no path",
        "everybody: scopes read:/../x|path segment '..'",
        "everybody: scopes read:/{groupname}|unknown variable {groupname}",
        "everybody: scopes read:/{Nothing}|unknown variable {Nothing}",
        "everybody: scopes {Owner}:/x|outside a path",
        "everybody: scopes read:/x,|a clause is empty",
        "everybody: scopes read:/x,, lifetime 5|a clause is empty",
        "everybody: scopes read:/x, scopes read:/y|the clause scopes twice",
        "everybody: scopes read:/x read:/x|repeats a word",
        "everybody: lifetime|neither an integer",
        "everybody: lifetime 0|is 0, outside",
        "everybody: lifetime 20m|has a unit",
        "everybody: audiences|contains no audience",
        "everybody: audiences {x}|unknown variable {x}",
        "everybody: require chem|invalid require clause",
        "everybody: require any of|invalid require clause",
        "everybody: require some of chem|invalid require clause",
        "user a: deny please|something after deny",
        "user a: deny, scopes read:/x|has both deny and other clauses"
      })
  void whatIsWrongIsToldWithTheRuleAndWhatToDo(String policy, String reason) {
    assertThat(flaws(policy)).singleElement().asString().contains(reason, "; ");
  }

  @Test
  void allFlawsAreFoundAtOnce() {
    assertThat(flaws("everybody: x; group: y, deny; user a: lifetime z; user b: scopes read:/ok"))
        .hasSize(5)
        .allMatch(flaw -> flaw.startsWith("in the rule '"));
  }

  /** Whatever text comes, it is a policy of sound rules or has flaws that say what to do. */
  @Test
  void anyTextIsReadOrFlawed() {
    Random random = new Random(41);
    String[] pieces = {
      "everybody",
      "group ",
      "user ",
      "chem",
      "alice",
      ":",
      ":",
      ";",
      ",",
      " ",
      "scopes ",
      "read:/",
      "storage.modify:/a/{Owner}",
      "{groupname}",
      "{ProcId?}",
      "{",
      "}",
      "audiences ",
      "https://a",
      "lifetime ",
      "600",
      "-1",
      "9999999999",
      "require any of ",
      "require all of ",
      "deny",
      "\n",
      "\u0000",
      "\u202e",
      "é",
      "%2F",
      "..",
      "/"
    };
    int sound = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "everybody: scopes " : "");
      for (int n = random.nextInt(9); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      PolicyParser parser = new PolicyParser(JOBS);
      PolicyRules rules = parser.parse(text.toString());
      sound += parser.flaws().isEmpty() ? 1 : 0;
      assertThat(rules.unreadable().isEmpty())
          .as(text.toString())
          .isEqualTo(parser.flaws().isEmpty());
      assertThat(rules.unreadable()).hasSizeLessThanOrEqualTo(parser.flaws().size());
      for (InvalidKnobValueException flaw : parser.flaws()) {
        assertThat(flaw.reason().chars()).noneMatch(Character::isISOControl);
        assertThat(flaw.reason()).hasSizeLessThan(1000);
        assertThat(flaw.fix()).isNotBlank();
      }
    }
    assertThat(sound).isGreaterThan(100);
  }

  @Test
  void aTextOfAMegabyteTakesNoLongerThanItsLength() {
    assertThat(flaws("x".repeat(1 << 20))).hasSize(1);
    assertThat(flaws("everybody: scopes read:/" + "a".repeat(1 << 20))).isEmpty();
    assertThat(flaws("everybody: scopes read:/" + "{".repeat((1 << 20) + 1))).hasSize(1);
    assertThat(flaws(";".repeat(1 << 20))).isEmpty();
  }
}
