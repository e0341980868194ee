// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.htcondor.tool.JobAds.Answer;
import org.junit.jupiter.api.Test;

class JobAdsTest {
  @Test
  void theAdOfAJobIsToldAsItWasPrinted() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("ClusterId = 12\n"));
    Answer answer = new JobAds(fake.tools()).ask(Optional.empty(), "12.0");
    assertThat(((Answer.Ad) answer).text()).isEqualTo("ClusterId = 12\n".getBytes(UTF_8));
    assertThat(fake.calls).containsExactly(List.of("/opt/condor_q", "-long", "12.0"));
  }

  @Test
  void aJobOfAnotherScheddIsAskedForByItsName() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("ClusterId = 12\n"));
    new JobAds(fake.tools()).ask(Optional.of("two@host"), "12.0");
    assertThat(fake.calls)
        .containsExactly(List.of("/opt/condor_q", "-name", "two@host", "-long", "12.0"));
  }

  @Test
  void someAttributesOfAllJobsOfAClusterAreAskedForAtOnce() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("ProcId = 0\n\nProcId = 1\n"));
    new JobAds(fake.tools()).askCluster(Optional.empty(), 12, Set.of("ProjectName", "AcctGroup"));
    assertThat(fake.calls)
        .containsExactly(
            List.of("/opt/condor_q", "-long", "-attributes", "AcctGroup,ProjectName", "12"));
  }

  @Test
  void aJobThatIsNotInTheQueueHasNoAd() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote(" \n\n"));
    assertThat(new JobAds(fake.tools()).ask(Optional.empty(), "12.0"))
        .isEqualTo(new Answer.NoSuchJob());
  }

  @Test
  void aScheddThatIsAwayAndAMissingToolAreTold() {
    FakeTools fake = FakeTools.answering(FakeTools.complained(1, "Failed to connect"));
    assertThat(new JobAds(fake.tools()).ask(Optional.empty(), "12.0"))
        .isEqualTo(new Answer.Failed("/opt/condor_q exited with status 1: Failed to connect"));
    assertThat(new JobAds(FakeTools.none()).ask(Optional.empty(), "12.0"))
        .isEqualTo(new Answer.Failed("condor_q is neither in PATH nor in /usr/bin"));
  }

  @Test
  void theUsersOfAnAccountAreToldByTheQueue() {
    FakeTools fake =
        FakeTools.answering(FakeTools.wrote("alice alice@x\nnobody b@x\nnobody a@x\nnobody a@x\n"));
    assertThat(new JobAds(fake.tools()).usersByAccount())
        .isEqualTo(Map.of("alice", Set.of("alice@x"), "nobody", Set.of("a@x", "b@x")));
    FakeTools away = FakeTools.answering(FakeTools.complained(1, "Failed to connect"));
    assertThat(new JobAds(away.tools()).usersByAccount()).isEmpty();
  }
}
