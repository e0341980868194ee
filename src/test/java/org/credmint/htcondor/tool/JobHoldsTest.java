// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.credmint.htcondor.tool.JobHolds.Answer;
import org.credmint.os.process.CommandResult;
import org.junit.jupiter.api.Test;

class JobHoldsTest {
  private static Answer hold(FakeTools fake, String... jobs) {
    return new JobHolds(fake.tools()).hold(Optional.empty(), List.of(jobs), "no token");
  }

  private static FakeTools saying(int status, String out, String err) {
    return FakeTools.answering(
        new CommandResult.Exited(status, out.getBytes(UTF_8), err.getBytes(UTF_8)));
  }

  @Test
  void jobsAreHeldTogetherWithTheirReason() {
    FakeTools fake = saying(0, "Job 12.0 held\nAll jobs in cluster 13 have been held\n", "");
    Answer answer = hold(fake, "12.0", "13");
    assertThat(answer.held()).containsExactlyInAnyOrder("12.0", "13");
    assertThat(answer.failure()).isEmpty();
    assertThat(fake.calls)
        .containsExactly(List.of("/opt/condor_hold", "-reason", "no token", "12.0", "13"));
  }

  @Test
  void aScheddWithANameIsFoundByIt() {
    FakeTools fake = saying(0, "Job 12.0 held\n", "");
    new JobHolds(fake.tools()).hold(Optional.of("two@host"), List.of("12.0"), "no token");
    assertThat(fake.calls.get(0)).startsWith("/opt/condor_hold", "-name", "two@host");
  }

  @Test
  void aReasonLosesWhatWouldMakeTheScheddForgetIt() {
    FakeTools fake = saying(0, "", "");
    new JobHolds(fake.tools()).hold(Optional.empty(), List.of("1.0"), "asked \"a\"\nand\rb");
    assertThat(fake.calls.get(0).get(2)).isEqualTo("asked 'a'\\nand\\x0db");
  }

  @Test
  void whatBecameOfEachJobIsTold() {
    Answer answer =
        hold(
            saying(
                1,
                "Job 2.0 held\n",
                """

                Job 99.0 not found
                Job 4.0 already held
                Permission denied to hold job 5.0
                Couldn't find/hold all jobs in cluster 6
                """),
            "2.0",
            "99.0",
            "4.0",
            "5.0",
            "6");
    assertThat(answer.held()).containsExactly("2.0");
    assertThat(answer.past()).containsExactlyInAnyOrder("99.0", "4.0");
    assertThat(answer.failed()).containsOnlyKeys("5.0", "6");
    assertThat(answer.failed().get("5.0")).contains("QUEUE_SUPER_USERS", "UID_DOMAIN");
    assertThat(answer.failed().get("6")).contains("cluster 6");
    assertThat(answer.failure()).isEmpty();
  }

  @Test
  void aScheddThatIsAwayIsTold() {
    assertThat(hold(saying(1, "", "Can't connect to schedd"), "12.0").failure())
        .contains("/opt/condor_hold exited with status 1: Can't connect to schedd");
  }

  @Test
  void aJobThatTheToolDoesNotMentionIsNotTakenForHeld() {
    Answer answer = hold(saying(0, "Job 12.0 held\n", ""), "12.0", "12.1");
    assertThat(answer.held()).containsExactly("12.0");
    assertThat(answer.failure()).contains("condor_hold did not report what happened to the jobs");
  }

  @Test
  void aMissingToolIsTold() {
    assertThat(
            new JobHolds(FakeTools.none())
                .hold(Optional.empty(), List.of("12.0"), "no token")
                .failure())
        .contains("condor_hold is neither in PATH nor in /usr/bin");
  }
}
