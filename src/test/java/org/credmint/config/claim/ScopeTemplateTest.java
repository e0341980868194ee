// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.credmint.config.claim.Template.InvalidTemplateException;
import org.credmint.config.claim.Template.Part.Literal;
import org.credmint.config.claim.Template.Part.Variable;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notation; what is wrong with a template is tested with the knobs. */
final class ScopeTemplateTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final AllowedVariables USER = AllowedVariables.of("username");
  private static final AllowedVariables JOB =
      USER.with(new JobScoping(Granularity.JOB, Set.of("MyPath")));

  private static ScopeTemplate parse(String text) throws InvalidTemplateException {
    return ScopeTemplate.parse(text, USER);
  }

  @Test
  void eachWordIsLiteralTextAndPlaces() throws InvalidTemplateException {
    List<Template> words = parse("read:/a/{username}/b  write:/{username[1]}{username:.2}").words();
    assertThat(words).hasSize(2);
    assertThat(words.get(0).parts())
        .containsExactly(
            new Literal("read:/a/"), new Variable("username", 0, ALL, false), new Literal("/b"));
    assertThat(words.get(1).parts())
        .containsExactly(
            new Literal("write:/"),
            new Variable("username", 1, 2, false),
            new Variable("username", 0, 2, false));
  }

  @ParameterizedTest
  @CsvSource({
    "{username}, alice",
    "{username[0]}, a",
    "{username[4]}, e",
    "{username[5]}, ''",
    "{username:.3}, ali",
    "{username:.99}, alice"
  })
  void aPlaceTakesWhatItSays(String template, String taken) throws InvalidTemplateException {
    Variable variable = (Variable) Template.parse(template, USER).parts().get(0);
    assertThat(variable.takenFrom("alice")).isEqualTo(taken);
  }

  @Test
  void aJobsValuesAreNamedInAnyCaseAndMayBeOptional() throws InvalidTemplateException {
    Template word = Template.parse("{projectname?}{MYPATH:.2?}{procid}", JOB);
    assertThat(word.parts())
        .containsExactly(
            new Variable("ProjectName", 0, ALL, true),
            new Variable("MyPath", 0, 2, true),
            new Variable("ProcId", 0, ALL, false));
    assertThat(word.names()).containsExactly("ProjectName", "MyPath", "ProcId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ProcId", "GlobalJobId", "procid"})
  void aClusterHasNoValuesOfOneJob(String name) {
    AllowedVariables cluster = USER.with(new JobScoping(Granularity.CLUSTER, Set.of("ProcId")));
    assertThatThrownBy(() -> Template.parse("{" + name + "}", cluster))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("unknown variable {" + name + "}")
        .hasMessageContaining("GRANULARITY = job");
  }

  @Test
  void aUsersNameIsNeverAbsent() {
    assertThatThrownBy(() -> parse("read:/{username?}")).hasMessageContaining("always present");
    assertThatThrownBy(() -> parse("read:/{UserName}")).hasMessageContaining("unknown variable");
  }

  @Test
  void aDoubledBraceIsABraceAndAPathCannotHoldOne() {
    assertThatThrownBy(() -> parse("read:/{{username}}"))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("percent-encode");
  }

  @Test
  void aTemplateWithoutAnyScopeIsNone() {
    assertThatThrownBy(() -> parse(" ")).hasMessageContaining("no scope");
  }

  @Test
  void whateverIsReadGivesScopesAndShowsItsText() throws InvalidScopeException {
    Random random = new Random(8);
    String[] pieces = {
      "read:/",
      "{username}",
      "{ProcId?}",
      "{username[0]}",
      "{username:.2}",
      "{",
      "}",
      "{{",
      "}}",
      "/",
      "a",
      " ",
      "write:/b",
      ":",
      "{x}",
      "username",
      "[",
      "]",
      ".",
      "?",
      "%"
    };
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(6); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        ScopeTemplate template = ScopeTemplate.parse(text.toString(), JOB);
        assertThat(template.text()).isEqualTo(text.toString());
        for (Template word : template.words()) {
          assertThat(Scope.parse(word.withEachVariable("alice")).toString()).isNotEmpty();
        }
        read++;
      } catch (InvalidTemplateException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isGreaterThan(30);
  }

  @Test
  void eachWrongScopeIsTold() {
    assertThatThrownBy(
            () ->
                ScopeTemplate.parse(
                    "read:/{usrname} write:/ok x:y", AllowedVariables.of("username")))
        .hasMessageContaining("in read:/{usrname}: has the unknown variable {usrname}")
        .hasMessageContaining("; in x:y: does not yield a valid scope")
        .hasMessageNotContaining("write:/ok");
  }
}
