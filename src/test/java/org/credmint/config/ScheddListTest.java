// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;

class ScheddListTest {
  private static List<String> names(String... knobsAndValues) {
    Map<String, String> knobs = new HashMap<>(Map.of("SCHEDD", "/usr/sbin/condor_schedd"));
    for (int i = 0; i < knobsAndValues.length; i += 2) {
      knobs.put(knobsAndValues[i], knobsAndValues[i + 1]);
    }
    return ScheddList.read(Knobs.of(knobs)).localNames();
  }

  @Test
  void withoutASecondScheddThereIsTheOneWithoutALocalName() {
    assertThat(names()).containsExactly("");
    assertThat(names("DAEMON_LIST", "MASTER, schedd STARTD")).containsExactly("");
    assertThat(names("DAEMON_LIST", "MASTER CREDD")).containsExactly("");
  }

  @Test
  void daemonsOfTheSameProgramAreScheddsWithTheLocalNameOfTheirArguments() {
    assertThat(
            names(
                "DAEMON_LIST", "MASTER SCHEDD two, THREE OTHER",
                "TWO", "/usr/sbin/condor_schedd",
                "TWO_ARGS", "-f -local-name Second -t",
                "THREE", "/sbin/condor_schedd",
                "THREE_ARGS", "\"-local-name 'Third'\"",
                "OTHER", "/usr/sbin/condor_startd"))
        .containsExactly("", "Second", "Third");
  }

  @Test
  void whereTheArgumentsNameNoneTheMasterAddsTheDaemonsName() {
    assertThat(names("DAEMON_LIST", "SCHEDD schedd2", "SCHEDD2", "/usr/sbin/condor_schedd"))
        .containsExactly("", "SCHEDD2");
  }

  @Test
  void theUsualScheddMayBeAbsentOrHaveALocalName() {
    assertThat(names("DAEMON_LIST", "MASTER SCHEDD2", "SCHEDD2", "/usr/sbin/condor_schedd"))
        .containsExactly("SCHEDD2");
    assertThat(names("DAEMON_LIST", "SCHEDD", "SCHEDD_ARGS", "-local-name own"))
        .containsExactly("own");
  }

  @Test
  void twoOfOneLocalNameAreOne() {
    assertThat(
            names(
                "DAEMON_LIST", "SCHEDD A B",
                "A", "/usr/sbin/condor_schedd",
                "A_ARGS", "-local-name x",
                "B", "/usr/sbin/condor_schedd",
                "B_ARGS", "-local-name X"))
        .containsExactly("", "x");
  }

  @Test
  void theAnswerOfHtcondorIsTakenApart() {
    assertThat(ScheddList.queue("two", "two|/q/two.log", "one", "host"))
        .contains(new ScheddQueue("two", Path.of("/q/two.log"), Optional.of("two@host")));
    assertThat(ScheddList.queue("two", "two@|/q/two.log", "one", "host"))
        .contains(new ScheddQueue("two", Path.of("/q/two.log"), Optional.of("two@")));
    assertThat(ScheddList.queue("two", "|/q/two.log", "", "host"))
        .contains(new ScheddQueue("two", Path.of("/q/two.log"), Optional.empty()));
    assertThat(ScheddList.queue("two", "one|/q/two.log", "ONE", "host"))
        .contains(new ScheddQueue("two", Path.of("/q/two.log"), Optional.empty()));
    assertThat(ScheddList.queue("two", "two|job_queue.log", "one", "host")).isEmpty();
  }
}
