// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TargetsParser.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of targets, and templates that targets fill. */
final class TargetsParserTest {
  private static Targets parse(String text) {
    return TargetsParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String fill(String template, TemplatePlace place, String row)
      throws InvalidKnobValueException, UnfitTargetException {
    Target target = parse(row + "\n").targets().get(0);
    return TargetTemplate.parse(template).fill(target::attribute, place);
  }

  @Test
  void attributesAreReadWithAndWithoutQuotes() {
    Targets read = parse("# sites\n\nfnal site=FNAL gatekeeper=\"ce.fnal.gov ce:9619\" x=\n");
    assertThat(read.flaws()).isEmpty();
    Target fnal = read.targets().get(0);
    assertThat(fnal.attribute("SITE")).contains("FNAL");
    assertThat(fnal.attribute("gatekeeper")).contains("ce.fnal.gov ce:9619");
    assertThat(fnal.attribute("x")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../x            | cannot name a target",
        ".x              | cannot name a target",
        "a/b             | cannot name a target",
        "fnal site       | not a list of attributes",
        "fnal site=\"a   | not a list of attributes",
        "fnal site=a\"b  | not a list of attributes",
        "fnal 1site=a    | not a list of attributes",
      })
  void aBadLineIsNamedAndTheOthersAreRead(String line, String expected) {
    Targets read = parse("good\n" + line + "\n");
    assertThat(read.targets()).extracting(Target::name).containsExactly("good");
    assertThat(read.flaws()).singleElement().asString().contains("line 2", expected);
  }

  @Test
  void aFileThatEndsInTheMiddleOfALineGivesNothing() {
    assertThat(parse("fnal\ncer").targets()).isEmpty();
    assertThat(parse("fnal\ncer").flaws()).singleElement().asString().contains("cut");
  }

  @Test
  void tooManyTargetsAreToldOnceEach() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < TargetsParser.MOST_TARGETS + 100; i++) {
      text.append('t').append(i).append('\n');
    }
    Targets read = parse(text.toString());
    assertThat(read.targets()).hasSize(TargetsParser.MOST_TARGETS);
    assertThat(read.flaws()).hasSize(20);
  }

  @Test
  void anyBytesAreAnswered() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            (byte)
                (random.nextInt(4) == 0 ? bytes[j] : "ab= \"\n#._-\\".charAt(random.nextInt(11)));
      }
      assertThat(TargetsParser.parse(bytes)).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{site|other}-x        ; SUBJECT  ; t site=A other=B     ; A-x",
        "{none|site}           ; SUBJECT  ; t site=A             ; A",
        "{gatekeeper}          ; AUDIENCE ; t gatekeeper=\"a.org a.org:9619\" ; a.org",
        "{gatekeeper}          ; AUDIENCE ; t gatekeeper=a.org:443 ; a.org:443",
        "storage.read:/{site}  ; SCOPE    ; t site=\"a b\"       ; storage.read:/a%20b",
        "/x/{site}/y           ; PATH     ; t site=A.b           ; /x/A.b/y",
      })
  void aTemplateTakesTheFirstAttributeThatThereIs(
      String template, TemplatePlace place, String row, String expected) throws Exception {
    assertThat(fill(template, place, row)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{site}  | SUBJECT  | t",
        "{site}  | SUBJECT  | t site=a@b",
        "{site}  | SUBJECT  | t site=\"a b\"",
        "{site}  | AUDIENCE | t site=\"a b\"",
        "/{site} | PATH     | t site=..",
        "/{site} | PATH     | t site=a/b",
        "/{site} | PATH     | t site=.a",
        "k{site} | KEY      | t site=a/b",
        "/{site} | SCOPE    | t site=a/b",
        "/{site} | SCOPE    | t site=..",
      })
  void aValueThatWouldLeaveItsPlaceIsRefused(String template, TemplatePlace place, String row) {
    assertThatThrownBy(() -> fill(template, place, row))
        .isInstanceOf(UnfitTargetException.class)
        .hasMessageContaining("site");
  }
}
