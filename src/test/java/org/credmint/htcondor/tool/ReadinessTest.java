// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.credmint.os.process.CommandResult;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private static final Map<String, String> UNDER_MASTER =
      Map.of("CONDOR_INHERIT", "4711 <127.0.0.1:9618?sock=master> 0 0");

  @Test
  void theMasterIsToldOfTheDaemonAndNotOfTheHelper() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote(""));
    assertThat(new Readiness(fake.tools(), UNDER_MASTER).report(12345)).isEmpty();
    assertThat(fake.calls.get(0)).endsWith("12345", "2147483647");
  }

  @Test
  void withoutAMasterNobodyIsAsked() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote(""));
    assertThat(new Readiness(fake.tools(), Map.of()).report(1))
        .get()
        .asString()
        .contains("CONDOR_INHERIT");
    assertThat(fake.calls).isEmpty();
  }

  @Test
  void missingBindingsAreTold() {
    CommandResult failure =
        FakeTools.complained(
            1,
            """
            Traceback (most recent call last):
              File "<string>", line 1, in <module>
            ModuleNotFoundError: No module named 'htcondor2'
            """);
    assertThat(new Readiness(FakeTools.answering(failure).tools(), UNDER_MASTER).report(1))
        .contains(
            "/opt/python3 exited with status 1: ModuleNotFoundError: No module named 'htcondor2'");
  }

  @Test
  void aMissingPythonIsTold() {
    assertThat(new Readiness(FakeTools.none(), UNDER_MASTER).report(1))
        .contains("python3 is neither in PATH nor in /usr/bin");
  }
}
