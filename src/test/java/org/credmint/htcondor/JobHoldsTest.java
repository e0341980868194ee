package org.credmint.htcondor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobHoldsTest {
  @Test
  void jobsAreHeldTogetherWithTheirReason() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("Job 12.0 held"));
    assertThat(new JobHolds(fake.tools()).hold(List.of("12.0", "13"), "no token")).isEmpty();
    assertThat(fake.calls)
        .containsExactly(List.of("/opt/condor_hold", "-reason", "no token", "12.0", "13"));
  }

  @Test
  void aReasonLosesWhatWouldMakeTheScheddForgetIt() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote(""));
    new JobHolds(fake.tools()).hold(List.of("1.0"), "asked \"a\"\nand\rb");
    assertThat(fake.calls.get(0).get(2)).isEqualTo("asked 'a'\\nand\\x0db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Job 12.0 not found", "Job 12.0 already held"})
  void aJobThatLeftOrIsHeldAlreadyIsNoFailure(String complaint) {
    FakeTools fake = FakeTools.answering(FakeTools.complained(1, complaint));
    assertThat(new JobHolds(fake.tools()).hold(List.of("12.0"), "no token")).isEmpty();
  }

  @Test
  void aScheddThatIsAwayIsTold() {
    FakeTools fake = FakeTools.answering(FakeTools.complained(1, "Can't connect to schedd"));
    assertThat(new JobHolds(fake.tools()).hold(List.of("12.0"), "no token"))
        .contains("/opt/condor_hold exited with status 1: Can't connect to schedd");
  }

  @Test
  void aMissingToolIsTold() {
    assertThat(new JobHolds(FakeTools.none()).hold(List.of("12.0"), "no token"))
        .contains("condor_hold is neither in PATH nor in /usr/bin");
  }
}
