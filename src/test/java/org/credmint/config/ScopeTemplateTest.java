package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.credmint.config.ScopeTemplate.InvalidTemplate;
import org.credmint.config.ScopeTemplate.Part.Literal;
import org.credmint.config.ScopeTemplate.Part.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notation; what is wrong with a template is tested with the knobs. */
final class ScopeTemplateTest {
  private static final Set<String> KNOWN = Set.of("username");

  private static ScopeTemplate parse(String text) throws InvalidTemplate {
    return ScopeTemplate.parse(text, KNOWN);
  }

  @Test
  void aTemplateIsLiteralTextAndPlaces() throws InvalidTemplate {
    assertThat(parse("read:/a/{username}/b write:/{username[1]}{username:.2}").parts())
        .containsExactly(
            new Literal("read:/a/"),
            new Variable("username", 0, Integer.MAX_VALUE),
            new Literal("/b write:/"),
            new Variable("username", 1, 2),
            new Variable("username", 0, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "read:/{username}, read:/alice",
    "read:/{username[0]}, read:/a",
    "read:/{username[4]}, read:/e",
    "read:/{username:.3}, read:/ali",
    "read:/{username:.99}, read:/alice",
    "read:/x, read:/x"
  })
  void placesAreFilled(String template, String filled) throws InvalidTemplate {
    assertThat(parse(template).fill(Map.of("username", "alice"))).isEqualTo(filled);
  }

  @Test
  void aPlaceWithoutAValueIsNamedAndNeverLeftEmpty() throws InvalidTemplate {
    ScopeTemplate template = parse("read:/{username[3]}");
    assertThat(template.firstWithoutValue(Map.of("username", "alice"))).isEmpty();
    for (Map<String, String> values :
        Set.of(Map.of("username", "bob"), Map.of("username", ""), Map.<String, String>of())) {
      assertThat(template.firstWithoutValue(values)).contains("username");
      assertThatThrownBy(() -> template.fill(values))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("{username}");
    }
  }

  @Test
  void aDoubledBraceIsABraceAndAPathCannotHoldOne() {
    assertThatThrownBy(() -> parse("read:/{{username}}"))
        .isInstanceOf(InvalidTemplate.class)
        .hasMessageContaining("percent-encode");
  }

  @Test
  void aTemplateWithoutAnyScopeIsNone() {
    assertThatThrownBy(() -> parse(" ")).hasMessageContaining("no scope");
  }

  @Test
  void whateverIsReadCanBeFilledAndShowsItsText() {
    Random random = new Random(8);
    String[] pieces = {
      "read:/",
      "{username}",
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
      "%"
    };
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(6); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        ScopeTemplate template = parse(text.toString());
        assertThat(template.text()).isEqualTo(text.toString());
        assertThat(template.fill(Map.of("username", "alice"))).isNotBlank();
        read++;
      } catch (InvalidTemplate e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isGreaterThan(30);
  }
}
