// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page for administrators says of each knob what the code holds. */
final class KnobPageTest {
  private static final Path PAGE = Path.of("docs/configuration.md");
  private static final String HEADING =
      "| knob | what it decides | unit, form, range | default | where not set, before the default | since |";

  private static String row(Knob knob) {
    // LOCAL_CREDMON_@_ISSUER shows both forms in one: LOCAL_CREDMON_[<provider>_]ISSUER.
    String name =
        knob.perProvider()
            ? knob.literalNameFor("@").replace("@_", "[<provider>_]")
            : knob.generalName();
    return "| `%s` | %s | %s | %s | %s | %s |"
        .formatted(
            name,
            knob.definition().meaning(),
            knob.definition().unit(),
            knob.defaultValue().map(value -> "`" + value + "`").orElse("none"),
            knob.fallback().isEmpty() ? "" : fallback(knob.fallback()),
            since(knob));
  }

  private static String fallback(String text) {
    return text.contains(" ") ? text : "`" + text + "`";
  }

  private static String since(Knob knob) {
    return (knob.ours() ? "Credmint " : "HTCondor ") + knob.definition().since();
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(PAGE);
  }

  @ParameterizedTest
  @MethodSource("org.credmint.config.knob.Knob#all")
  void theTableHasEachKnobAsTheCodeHasIt(Knob knob) throws IOException {
    assertThat(lines()).contains(row(knob));
  }

  @Test
  void theTableHasTheKnobsInTheCodesOrderAndNoOthers() throws IOException {
    List<String> table = new ArrayList<>();
    for (String line : lines().subList(lines().indexOf(HEADING) + 2, lines().size())) {
      if (!line.startsWith("|")) {
        break;
      }
      table.add(line);
    }
    assertThat(table).isEqualTo(Knob.all().stream().map(KnobPageTest::row).toList());
  }

  @Test
  void everyKnobOfOursThatThePageNamesExists() throws IOException {
    Set<String> known = new HashSet<>(UnknownKnobs.ENVIRONMENT);
    Knob.all().stream().map(Knob::generalName).forEach(known::add);
    try (Stream<String> words = Stream.of(Files.readString(PAGE).split("[^A-Z_]+", -1))) {
      assertThat(words.filter(word -> word.startsWith("CREDMINT_") && word.length() > 9))
          .isNotEmpty()
          .allMatch(known::contains);
    }
  }
}
