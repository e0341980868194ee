// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures were written by the tool of the release in their name, and shortened. */
class KnobDumpTest {

  private static Knobs dumpOf(String release) {
    return KnobDump.parse(fixture(release)).orElseThrow();
  }

  private static byte[] fixture(String release) {
    try {
      return Files.readAllBytes(
          Path.of("test-fixtures", "condor_config_val", "dump-" + release + ".txt"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.14.1"})
  void valuesAreThoseThatHtcondorSees(String release) {
    Knobs knobs = dumpOf(release);
    assertThat(knobs.get("LOCAL_CREDMON_ISSUER")).contains("https://ap.example.org");
    assertThat(knobs.get("local_credmon_token_version")).contains("scitoken:2.0");
    assertThat(knobs.get("LOCAL_CREDMON_AUTHZ_TEMPLATE"))
        .contains("read:/user/{username} write:/user/{username}");
    assertThat(knobs.get("LOCAL_CREDMON_lab_AUTHZ_TEMPLATE")).contains("\"read:/a=b {username}\"");
    assertThat(knobs.get("CONT")).contains("a b c");
    assertThat(knobs.get("BACKSLASH")).contains("a\\b\\\\c");
    assertThat(knobs.get("HASH")).contains("a # not a comment");
    assertThat(knobs.get("EXPAND_UNDEF")).contains("xy");
    assertThat(knobs.get("EMPTY_ONE")).isEmpty();
    assertThat(knobs.names()).contains("EMPTY_ONE").doesNotContain("NO_SUCH_KNOB");
    assertThat(knobs.condorVersion()).hasToString("Optional[" + release + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.14.1"})
  void theDaemonsOwnValueGoesBeforeTheGeneralOne(String release) {
    Knobs knobs = dumpOf(release);
    assertThat(knobs.get("LOCAL_CREDMON_TOKEN_LIFETIME")).contains("77");
    assertThat(knobs.get("CREDMON_OAUTH", "LOCAL_CREDMON_TOKEN_LIFETIME")).contains("77");
    assertThat(knobs.get("CREDMINT_ONLY_PREFIXED")).isEmpty();
    assertThat(knobs.get("CREDMON_OAUTH", "CREDMINT_ONLY_PREFIXED")).contains("here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.14.1"})
  void aValueWrittenInSeveralLinesKeepsThem(String release) {
    assertThat(dumpOf(release).get("LOCAL_CREDMON_AUTHZ_TEMPLATE_EXPR"))
        .contains("ifThenElse(Username == \"alice\",\n\"read:/alice\",\nX = 1 ? \"b\" : \"c\")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.14.1"})
  void linesThatSpillOutOfAnExpansionAreNoKnobs(String release) {
    Knobs knobs = dumpOf(release);
    assertThat(knobs.get("REF_ML")).contains("FIRST = 1\nsecond line\nZZZ = 3");
    assertThat(knobs.names()).doesNotContain("ZZZ", "FIRST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.14.1"})
  void eachKnobKnowsWhereItWasSet(String release) {
    Knobs knobs = dumpOf(release);
    assertThat(knobs.origin("LOCAL_CREDMON_TOKEN_LIFETIME"))
        .contains("/etc/condor/config.d/50-lab.conf, line 5");
    assertThat(knobs.origin("LOCAL_CREDMON_TOKEN_VERSION")).contains("<Default>");
    assertThat(knobs.origin("FROM_ENVIRONMENT")).contains("<Environment>");
    assertThat(knobs.origin("FULL_HOSTNAME")).contains("<Detected>");
    assertThat(knobs.origin("NO_SUCH_KNOB")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.14.1"})
  void textIsUtf8AndWhatIsNotLosesNoByte(String release) {
    Knobs knobs = dumpOf(release);
    assertThat(knobs.get("UTF")).contains("grüße");
    assertThat(knobs.get("LATIN").orElseThrow().getBytes(ISO_8859_1))
        .containsExactly('g', 'r', 0xfc, 0xdf, 'e');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# Configuration from machine: ap.example.org\n",
        "NAME = value\n",
        "NAME = value\nOTHER = value\n",
        "NAME\n # at: <Default>\n",
        " = value\n # at: <Default>\n",
        "two words = value\n # at: <Default>\n",
        "NAME = value\n # at: <Default>\nOTHER = cut o",
        "Configuration Error Line 1 while reading config source /etc/condor/config.d/99\n"
      })
  void anythingButWholeEntriesIsRefused(String text) {
    assertThat(KnobDump.parse(text.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void whateverKnobsHoldComesBack() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Map<String, String> expected = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (int i = random.nextInt(20) + 1; i > 0; i--) {
        expected.put("K" + random.nextInt(1000), value(random));
      }
      StringBuilder dump = new StringBuilder("# Configuration from machine: a\n");
      expected.forEach((name, value) -> dump.append(entry(name, value, random)));
      Knobs knobs = KnobDump.parse(dump.toString().getBytes(UTF_8)).orElseThrow();
      assertThat(knobs.names()).as("seed %d", seed).isEqualTo(expected.keySet());
      expected.forEach(
          (name, value) -> assertThat(knobs.get(name).orElse("")).isEqualTo(value.strip()));
    }
  }

  private static String value(Random random) {
    String[] parts = {
      "a", " ", "=", " = ", "{username}", "\"", "\\", "#", "@end", "ß", "\t", "$(X)"
    };
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      value.append(parts[random.nextInt(parts.length)]);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      value.append("\nK").append(random.nextInt(1000)).append(" = spill");
    }
    return value.toString().strip();
  }

  /** As the tool prints it: the same value may come as a block or spill over. */
  private static String entry(String name, String value, Random random) {
    String at = "\n # at: <Default>\n # raw: x\n #     y\n";
    boolean block = value.contains("\n") && random.nextBoolean();
    return block
        ? name + " @=end\n   " + value.replace("\n", "\n   ") + "\n@end" + at
        : name + " = " + value + at;
  }

  @Test
  void noBytesMakeItThrow() {
    byte[] real = fixture("25.14.1");
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] bytes = random.nextBoolean() ? real.clone() : new byte[random.nextInt(200)];
      for (int i = random.nextInt(50); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) " =@#\n\r\0a".charAt(random.nextInt(8));
      }
      assertThatCode(() -> KnobDump.parse(bytes)).as("seed %d", seed).doesNotThrowAnyException();
    }
  }
}
