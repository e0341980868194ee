// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.credmint.config.TestKnobs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The knobs that the pages show as examples can be used as they stand. */
final class PolicyPageTest {
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern KNOB =
      Pattern.compile("(?m)^ {4}((?:LOCAL_CREDMON|CREDMINT)_chem_\\w+|SECURE_JOB_ATTRS) = (.*)$");

  private record Example(String heading, Map<String, String> knobs) {
    @Override
    public String toString() {
      return heading;
    }
  }

  static Stream<Example> examples() throws IOException {
    String page =
        Files.readString(Path.of("docs/policy.md"))
            + Files.readString(Path.of("docs/configuration.md"));
    String joined = page.replaceAll("\\\\\\n\\s*", "");
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    Matcher headings = HEADING.matcher(joined);
    while (headings.find()) {
      int end = joined.length();
      Matcher next = HEADING.matcher(joined);
      if (next.find(headings.end())) {
        end = next.start();
      }
      Matcher knobs = KNOB.matcher(joined).region(headings.end(), end);
      while (knobs.find()) {
        sections
            .computeIfAbsent(headings.group(1), heading -> new LinkedHashMap<>())
            .put(knobs.group(1), knobs.group(2));
      }
    }
    assertThat(sections).hasSizeGreaterThanOrEqualTo(8);
    return sections.entrySet().stream().map(one -> new Example(one.getKey(), one.getValue()));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleHasNoProblem(Example example) {
    TestKnobs knobs =
        TestKnobs.smallest()
            .set("LOCAL_CREDMON_PROVIDER_NAME", "chem")
            .set("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", "/etc/condor/groups.map")
            .set("CREDMINT_chem_GRANULARITY", "job");
    for (Map.Entry<String, String> one : example.knobs().entrySet()) {
      knobs = knobs.set(one.getKey(), one.getValue());
    }
    assertThat(knobs.messages()).isEmpty();
  }
}
