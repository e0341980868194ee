// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.credmint.os.FaultyHost;
import org.credmint.queue.index.UnknownProviderRequests;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;
import org.credmint.queue.job.UnservedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobQueueTest {
  @TempDir Path directory;

  private LogWriter log;
  private Follower jobs;

  @BeforeEach
  void begin() {
    log = new LogWriter(directory.resolve("job_queue.log")).beginAnew();
    jobs = new Follower(log.path());
  }

  @AfterEach
  void end() {
    jobs.close();
  }

  private void submit(String owner, int cluster, String services) {
    log.commit(
        "101 0" + cluster + ".-1 Job Machine",
        "101 " + cluster + ".0 Job Machine",
        "103 0" + cluster + ".-1 Owner \"" + owner + "\"",
        "103 0" + cluster + ".-1 OAuthServicesNeeded \"" + services + "\"",
        "103 " + cluster + ".0 JobStatus 1");
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.Text(value);
  }

  @Test
  void aJobAsksWhenItIsCommittedAndLeavesWhenItIsGone() {
    assertThat(jobs.look()).isEmpty();

    submit("alice", 7, "scitokens_7.0");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    assertThat(jobs.look()).isEmpty();

    log.commit("102 7.0");
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
    log.commit("102 07.-1");
    assertThat(jobs.look()).isEmpty();
  }

  @Test
  void aJobThatCameAndWentBetweenTwoLooksIsNotTold() {
    jobs.look();
    submit("alice", 7, "scitokens_7.0");
    log.commit("102 7.0", "102 07.-1");
    assertThat(jobs.look()).isEmpty();
  }

  @Test
  void aTransactionWaitsForItsEnd() {
    jobs.look();
    log.add("105 ", "101 07.-1 Job Machine", "101 7.0 Job Machine", "103 7.0 Owner \"alice\"");
    assertThat(jobs.look()).isEmpty();
    log.add("103 7.0 OAuthServicesNeeded \"scitokens_7.0\"", "105 ");
    assertThat(jobs.look()).isEmpty();
    log.add("103 7.0 ProjectName \"atlas\"", "106 #done");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    assertThat(jobs.asked("alice/scitokens_7.0").attributes().get("projectname"))
        .contains(text("atlas"));
  }

  @Test
  void anUnfinishedTransactionIsDroppedWhenTheScheddBeginsAnew() {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    log.add("105 ", "102 7.0", "103 07.-1 ProjectName \"atlas\"");
    assertThat(jobs.look()).isEmpty();
    log.beginAnew(
        "101 7.0 Job Machine",
        "101 07.-1 Job Machine",
        "103 07.-1 OAuthServicesNeeded \"scitokens_7.0\"",
        "103 07.-1 Owner \"alice\"");
    assertThat(jobs.look()).isEmpty();
    assertThat(jobs.state()).containsKey("alice/scitokens_7.0");
  }

  @Test
  void recordsOutsideOfTransactionsHoldAtOnceButAPartOfALineWaits() {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    log.addBytes("103 7.0 CredmintScope_scitokens \"storage.read:/a".getBytes(UTF_8));
    assertThat(jobs.look()).isEmpty();
    log.addBytes("b\"\n103 7.0 Cr".getBytes(UTF_8));
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    assertThat(jobs.asked("alice/scitokens_7.0").attributes().get("CredmintScope_scitokens"))
        .contains(text("storage.read:/ab"));
  }

  @Test
  void aJobsOwnAttributesGoBeforeItsClusters() {
    submit("alice", 7, "scitokens_7.0");
    log.commit(
        "103 07.-1 CredmintLifetime_scitokens 600",
        "103 07.-1 ProjectName \"atlas\"",
        "103 7.0 CREDMINTLIFETIME_SCITOKENS 300");
    jobs.look();
    JobRequest request = jobs.asked("alice/scitokens_7.0");
    assertThat(request.attributes().get("CredmintLifetime_scitokens"))
        .contains(new AttributeValue.Whole(300));
    assertThat(request.attributes().get("ProjectName")).contains(text("atlas"));
    assertThat(request.attributes().get("owner")).contains(text("alice"));
    assertThat(request.attributes().get("ClusterId")).contains(new AttributeValue.Whole(7));
    assertThat(request.attributes().get("procid")).contains(new AttributeValue.Whole(0));
    assertThat(request.attributes().get("JobStatus")).isEmpty();
    assertThat(request.status()).isEqualTo(JobStatus.IDLE);
    assertThat(request.overridden()).isEmpty();

    log.commit("104 7.0 CredmintLifetime_scitokens");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    assertThat(jobs.asked("alice/scitokens_7.0").attributes().get("CredmintLifetime_scitokens"))
        .contains(new AttributeValue.Whole(600));
  }

  @Test
  void anEditOfTheClusterIsToldForEachJobThatInheritsIt() {
    submit("alice", 7, "scitokens_7.0");
    log.commit(
        "101 7.1 Job Machine",
        "103 7.1 OAuthServicesNeeded \"scitokens_7.1\"",
        "103 7.1 ProjectName \"own\"",
        "101 7.2 Job Machine");
    jobs.look();
    log.commit("103 07.-1 ProjectName \"atlas\"");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    log.commit("103 07.-1 Iwd \"/home\"", "103 7.0 ProjectName \"atlas\"");
    assertThat(jobs.look()).isEmpty();
    log.commit("103 07.-1 Owner \"bob\"");
    assertThat(jobs.look())
        .containsExactly(
            "- alice/scitokens_7.0",
            "+ bob/scitokens_7.0",
            "- alice/scitokens_7.1",
            "+ bob/scitokens_7.1");
  }

  @Test
  void ofTheStatusAloneOnlyHoldReleaseAndRemovalAreTold() {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    log.commit("103 7.0 JobStatus 2", "103 7.0 EnteredCurrentStatus 1795319390");
    assertThat(jobs.look()).isEmpty();
    log.commit("103 7.0 JobStatus 5", "103 7.0 EnteredCurrentStatus 1795319400");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    assertThat(jobs.asked("alice/scitokens_7.0").status()).isEqualTo(JobStatus.HELD);
    assertThat(jobs.asked("alice/scitokens_7.0").since()).isEqualTo(1795319400);
    log.commit("103 7.0 JobStatus 1");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    log.commit("103 7.0 JobStatus 5");
    log.commit("103 7.0 JobStatus 1");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    log.commit("103 7.0 JobStatus 5");
    log.commit("103 7.0 EnteredCurrentStatus 1795319500", "103 7.0 JobStatus 3");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    assertThat(jobs.asked("alice/scitokens_7.0").status()).isEqualTo(JobStatus.REMOVED);
    assertThat(jobs.asked("alice/scitokens_7.0").since()).isEqualTo(1795319500);
    log.commit("103 7.0 EnteredCurrentStatus 1795319900");
    assertThat(jobs.look()).isEmpty();
    log.commit("102 7.0");
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
  }

  @Test
  void whyNobodyAsksAnyMoreIsTold() {
    submit("alice", 7, "scitokens_7.0");
    submit("bob", 8, "scitokens_8.0");
    submit("carol", 9, "scitokens_9.0");
    submit("dave", 10, "scitokens_10");
    jobs.look();
    log.commit("102 7.0", "103 8.0 JobStatus 4", "103 9.0 OAuthServicesNeeded \"\"", "102 10.0");
    assertThat(jobs.changes().changes())
        .extracting(change -> ((JobChange.Withdrawn) change).why())
        .containsExactly(
            JobChange.Why.GONE,
            JobChange.Why.COMPLETED,
            JobChange.Why.NOT_ASKED,
            JobChange.Why.GONE);
  }

  @Test
  void whatAClusterSharesRestsWhenNoneOfItsJobsMayRun() {
    submit("bob", 8, "scitokens_8");
    log.commit("101 8.1 Job Machine", "103 8.1 JobStatus 1");
    jobs.look();
    log.commit("103 8.0 JobStatus 5", "103 8.0 EnteredCurrentStatus 1795319400");
    jobs.look();
    assertThat(jobs.asked("bob/scitokens_8").status().mayRun()).isTrue();
    log.commit("103 8.1 JobStatus 3", "103 8.1 EnteredCurrentStatus 1795319500");
    assertThat(jobs.look()).containsExactly("+ bob/scitokens_8");
    assertThat(jobs.asked("bob/scitokens_8").status()).isEqualTo(JobStatus.HELD);
    assertThat(jobs.asked("bob/scitokens_8").since()).isEqualTo(1795319500);
    log.commit("101 8.2 Job Machine", "103 8.2 JobStatus 1");
    assertThat(jobs.look()).containsExactly("+ bob/scitokens_8");
    assertThat(jobs.asked("bob/scitokens_8").status().mayRun()).isTrue();
  }

  @Test
  void aCompletedJobAsksNoMoreThoughItStaysInTheQueue() {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    log.commit("103 7.0 JobStatus 4");
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
    log.commit("102 7.0");
    assertThat(jobs.look()).isEmpty();
  }

  @Test
  void jobsThatAreHeldSaySo() {
    submit("alice", 7, "scitokens_7.0");
    log.commit("103 7.0 JobStatus 5");
    jobs.look();
    assertThat(jobs.asked("alice/scitokens_7.0").status()).isEqualTo(JobStatus.HELD);
  }

  @Test
  void whatAClusterSharesIsAskedForAsLongAsOneOfItsJobsAsks() {
    log.commit(
        "101 08.-1 Job Machine",
        "103 08.-1 Owner \"bob\"",
        "103 08.-1 ProjectName \"atlas\"",
        "103 08.-1 OAuthServicesNeeded \"scitokens_8\"");
    assertThat(jobs.look()).isEmpty();

    log.commit("101 8.0 Job Machine", "101 8.1 Job Machine");
    assertThat(jobs.look()).containsExactly("+ bob/scitokens_8");
    JobRequest request = jobs.asked("bob/scitokens_8");
    assertThat(request.job()).isEqualTo(JobId.ofCluster(8));
    assertThat(request.attributes().get("ProjectName")).contains(text("atlas"));
    assertThat(request.attributes().get("ProcId")).isEmpty();

    log.commit("101 8.2 Job Machine", "102 8.0", "102 8.1");
    assertThat(jobs.look()).isEmpty();
    log.commit("102 8.2");
    assertThat(jobs.look()).containsExactly("- bob/scitokens_8");
    log.commit("101 8.3 Job Machine");
    assertThat(jobs.look()).containsExactly("+ bob/scitokens_8");
    log.commit("102 08.-1");
    assertThat(jobs.look()).containsExactly("- bob/scitokens_8");
  }

  @Test
  void anAskingJobThatOverridesItsClusterIsToldWithWhatIsShared() {
    log.commit(
        "101 08.-1 Job Machine",
        "103 08.-1 Owner \"bob\"",
        "103 08.-1 ProjectName \"atlas\"",
        "101 8.0 Job Machine",
        "103 8.0 OAuthServicesNeeded \"scitokens_8\"",
        "101 8.1 Job Machine",
        "103 8.1 ProjectName \"other\"");
    jobs.look();
    assertThat(jobs.asked("bob/scitokens_8").overridden()).isEmpty();

    log.commit("103 8.0 projectname \"atlas\"");
    jobs.look();
    assertThat(jobs.asked("bob/scitokens_8").overridden()).isEmpty();
    log.commit("103 8.0 credmintscope_scitokens \"x\"");
    assertThat(jobs.look()).containsExactly("+ bob/scitokens_8");
    assertThat(jobs.asked("bob/scitokens_8").overridden())
        .containsExactly("CredmintScope_scitokens");
    assertThat(jobs.asked("bob/scitokens_8").attributes().get("CredmintScope_scitokens")).isEmpty();
    log.commit("102 8.0", "103 8.1 OAuthServicesNeeded \"scitokens_8\"");
    assertThat(jobs.look()).containsExactly("+ bob/scitokens_8");
    assertThat(jobs.asked("bob/scitokens_8").overridden()).containsExactly("ProjectName");
  }

  @Test
  void aReleasedJobAsksAgainForWhatItsClusterShares() {
    submit("bob", 8, "scitokens_8");
    log.commit("103 8.0 JobStatus 5");
    jobs.look();
    assertThat(jobs.asked("bob/scitokens_8").status()).isEqualTo(JobStatus.HELD);
    log.commit("103 8.0 JobStatus 1");
    assertThat(jobs.look()).containsExactly("+ bob/scitokens_8");
  }

  @Test
  void aJobMayAskSeveralProvidersInAnyWriting() {
    submit("alice", 7, "other, scitokens*7.0 my_lab_7.0,my_lab_7\tscitokens scitokens_7.0");
    assertThat(jobs.look())
        .containsExactly("+ alice/my_lab_7", "+ alice/scitokens_7.0", "+ alice/my_lab_7.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scitokens_8.0",
        "scitokens_7.1",
        "scitokens_8",
        "scitokens_07.0",
        "scitokens_7.00",
        "scitokens_7.-1",
        "scitokens_+7.0",
        "scitokens_7.0x",
        "scitokens_7.",
        "scitokens_.0",
        "scitokens_",
        "scitokens",
        "_7.0",
        "SCITOKENS_7.0",
        "scitokens_x_7.0",
        "../scitokens_7.0",
        "scitokens/_7.0",
        "scitokens-7.0",
        "my*lab_7.0",
        "nobody_7.0",
        "scitokens_4294967303.0",
        "scitokens_7.4294967296",
        "scitokens_7.99999999999999999999",
        "scitokens_7.0\u00a0x",
        "scitokens_７.0"
      })
  void aWordThatNamesNotThisJobIsNotHonoured(String word) {
    submit("alice", 7, word);
    assertThat(jobs.look()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"..\"",
        "\"a/b\"",
        "\"pid\"",
        "\"alice@example@org\"",
        "\"@example\"",
        "alice",
        "17",
        "\"a b\"",
        "\"gr\u00fc\u00dfe\"",
        "\"CREDMON_COMPLETE\"",
        "undefined"
      })
  void aJobWithoutAValidOwnerAsksForNothing(String owner) {
    submit("alice", 7, "scitokens_7.0 scitokens_7");
    log.commit("103 07.-1 Owner " + owner);
    assertThat(jobs.look()).isEmpty();
  }

  @Test
  void aJobOfAnotherOwnerDoesNotShareTheClustersCredential() {
    submit("alice", 7, "scitokens_7");
    log.commit("103 7.0 Owner \"bob\"");
    assertThat(jobs.look()).isEmpty();
  }

  @Test
  void providersThatAreAskedInVainAreToldWithOneOfTheirJobs() {
    submit("alice", 7, "scitokens_7.0, nobody_7.0 box_handle box nobody*7 vault_x_7");
    submit("bob", 8, "nobody_8.0 SCITOKENS_8.0 _8.0 vault_9");
    assertThat(jobs.changes().unservedRequests())
        .containsExactly(
            new UnservedRequest("nobody", new JobId(7, 0), "alice"),
            new UnservedRequest("vault_x", JobId.ofCluster(7), "alice"),
            new UnservedRequest("SCITOKENS", new JobId(8, 0), "bob"));
    log.commit("103 7.0 JobStatus 2");
    assertThat(jobs.changes().unservedRequests()).isEmpty();
  }

  @Test
  void aJobThatHasLeftAsksNobodyInVain() {
    submit("alice", 7, "nobody_7.0 gone_7.0");
    submit("bob", 8, "over_8.0");
    submit("17 no user", 9, "whose_9.0");
    log.commit("102 7.0", "102 07.-1");
    log.commit("103 08.-1 JobStatus 4", "103 8.0 JobStatus 4");
    submit("carol", 10, "nobody_10.0");
    submit("carol", 11, "nobody_11.0");
    assertThat(jobs.changes().unservedRequests())
        .containsExactly(new UnservedRequest("nobody", new JobId(10, 0), "carol"));
  }

  @Test
  void ofManyThatAreAskedInVainSomeAreTold() {
    submit("mallory", 7, "past_7.0");
    log.commit("102 7.0", "102 07.-1");
    for (int i = 100; i < 5_000; i++) {
      submit("mallory", i, "n" + i + "_" + i + ".0 " + "m" + i + "_" + i);
    }
    submit("alice", 9, "scitokens_9.0");
    QueueReadResult.Changes changes = jobs.changes();
    assertThat(changes.unservedRequests()).hasSize(UnknownProviderRequests.MOST);
    assertThat(changes.unservedRequests())
        .extracting(UnservedRequest::provider)
        .doesNotContain("past");
    assertThat(changes.changes()).hasSize(1);
  }

  @Test
  void adsThatAreNoJobsAreIgnored() {
    log.commit(
        "101 0.2 Owner (empty)",
        "103 0.2 Owner \"alice\"",
        "103 0.2 OAuthServicesNeeded \"scitokens_0.2\"",
        "101 7.-2 ClusterPvt (empty)",
        "103 7.-2 OAuthServicesNeeded \"scitokens_7\"",
        "101 7.-100 JobSet (empty)",
        "103 7.-100 Owner \"alice\"",
        "102 0.2",
        "107 9 CreationTimestamp 5");
    QueueReadResult.Changes changes = jobs.changes();
    assertThat(changes.changes()).isEmpty();
    assertThat(changes.skipped()).isEmpty();
  }

  @Test
  void aLogBegunAnewTellsOnlyWhatIsDifferent() {
    submit("alice", 7, "scitokens_7.0");
    submit("bob", 8, "scitokens_8");
    submit("carol", 9, "scitokens_9.0");
    submit("dave", 10, "scitokens_10.0");
    log.commit("103 10.0 JobStatus 5");
    jobs.look();
    log.beginAnew(
        "103 9.0 Late \"ignored\"",
        "101 10.0 Job Machine",
        "103 10.0 JobStatus 1",
        "101 010.-1 Job Machine",
        "103 010.-1 OAuthServicesNeeded \"scitokens_10.0\"",
        "103 010.-1 Owner \"dave\"",
        "101 8.0 Job Machine",
        "101 08.-1 Job Machine",
        "103 08.-1 OAuthServicesNeeded \"scitokens_8\"",
        "103 08.-1 Owner \"bob\"",
        "101 9.0 Job Machine",
        "103 9.0 OAuthServicesNeeded \"scitokens_9.0\"",
        "103 9.0 Owner \"carol\"",
        "103 9.0 ProjectName \"new\"",
        "101 11.0 Job Machine",
        "103 11.0 OAuthServicesNeeded \"scitokens_11.0\"",
        "103 11.0 Owner \"erin\"");
    assertThat(jobs.look())
        .containsExactly(
            "- alice/scitokens_7.0",
            "+ carol/scitokens_9.0",
            "+ dave/scitokens_10.0",
            "+ erin/scitokens_11.0");
  }

  @Test
  void aLogRewrittenInPlaceIsReadAnew() throws Exception {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    String before = Files.readString(log.path());

    Files.writeString(log.path(), before.replace("_7.0", "_7.9"));
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
    Files.writeString(log.path(), before.replace("107 1 ", "107 3 ") + "103 0.0 X 1\n");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    Files.writeString(log.path(), log.header());
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
  }

  @Test
  void whatIsKnownStaysKnownWhileTheLogCannotBeRead() throws Exception {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    Path aside = directory.resolve("aside");
    Files.move(log.path(), aside);
    assertThat(jobs.whyUnreadable())
        .contains(log.path().toString(), "no such file", "JOB_QUEUE_LOG");

    Files.createFile(log.path());
    assertThat(jobs.whyUnreadable()).contains("no complete line yet");
    Files.writeString(log.path(), "107 1 Crea");
    assertThat(jobs.whyUnreadable()).contains("no complete line yet");
    Files.delete(log.path());
    Files.createSymbolicLink(log.path(), aside);
    assertThat(jobs.whyUnreadable()).contains("symbolic link", "JOB_QUEUE_LOG");
    Files.delete(log.path());
    Files.createDirectory(log.path());
    assertThat(jobs.whyUnreadable()).contains("directory");
    Files.delete(log.path());

    Files.move(aside, log.path());
    log.commit("103 7.0 ProjectName \"atlas\"");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
  }

  @Test
  void aLogThatTheScheddHasNotBegunIsNotYetThere() throws Exception {
    Path path = directory.resolve("new.log");
    try (Follower fresh = new Follower(path)) {
      assertThat(fresh.whichIsNotYetThere()).isEqualTo(path);
      Files.createFile(path);
      assertThat(fresh.whichIsNotYetThere()).isEqualTo(path);
      Files.writeString(path, "107 1 Crea");
      assertThat(fresh.whichIsNotYetThere()).isEqualTo(path);
      new LogWriter(path).beginAnew();
      assertThat(fresh.look()).isEmpty();
      Files.delete(path);
      assertThat(fresh.whyUnreadable()).contains("no such file");
    }
  }

  @Test
  void whatWillNotComeByWaitingIsUnreadableAtOnce() throws Exception {
    try (Follower nowhere = new Follower(directory.resolve("no/such/new.log"))) {
      assertThat(nowhere.whyUnreadable()).contains("no such file", "JOB_QUEUE_LOG");
    }
    Path path = directory.resolve("new.log");
    FaultyHost denied = new FaultyHost();
    denied.failAlways("openat", "EACCES");
    try (Follower fresh = new Follower(new JobQueue(denied.host(), path, Follower.filter()))) {
      assertThat(fresh.whyUnreadable()).contains("EACCES", "run the daemon as root");
    }
    try (Follower fresh = new Follower(path)) {
      Files.createSymbolicLink(path, directory.resolve("nowhere"));
      assertThat(fresh.whyUnreadable()).contains("symbolic link");
      Files.delete(path);
      Files.writeString(path, "SQLite format 3\n");
      assertThat(fresh.whyUnreadable()).contains("does not begin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "101 1.0 Job Machine\n",
        "\n",
        "SQLite format 3\0 and more\n",
        "107 x CreationTimestamp 5\n",
        "107 1 CreationTimestamp\n",
        "1077 1 CreationTimestamp 5\n"
      })
  void aFileOfAnotherFormatIsNotReadAndSaysSo(String text) throws Exception {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    Files.writeString(log.path(), text + "x".repeat(500));
    assertThat(jobs.whyUnreadable()).contains("does not begin", "JOB_QUEUE_LOG");
  }

  @Test
  void aFileWithMoreGarbageThanRecordsIsNotReadAndSaysSo() throws Exception {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    Files.writeString(log.path(), "107 2 CreationTimestamp 5\n201 a\n202 b\n203 c\n");
    assertThat(jobs.whyUnreadable()).contains("3 of 4 lines", "JOB_QUEUE_LOG");
    log.beginAnew();
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
  }

  @Test
  void badRecordsAreSkippedAndTheFirstFewAreTold() {
    jobs.look();
    submit("alice", 7, "scitokens_7.0");
    log.add("", "hello", "10", "108 7.0", "1037.0 Owner \"eve\"", "103 7.0", "103 7.0 Owner");
    log.add("103 9.0 Owner \"eve\"", "101 x.0 Job", "101 7.99999999999 Job", "102 .", "104 7.0");
    QueueReadResult.Changes changes = jobs.changes();
    assertThat(changes.changes()).hasSize(1);
    assertThat(changes.skipped()).hasSize(6);
    assertThat(changes.skipped().get(0))
        .isEqualTo(
            "line 10 at byte %d is not a record that HTCondor writes; skipped"
                .formatted(
                    log.header().length()
                        + "105 \n106 \n".length()
                        + "101 07.-1 Job Machine\n101 7.0 Job Machine\n".length()
                        + "103 07.-1 Owner \"alice\"\n103 7.0 JobStatus 1\n".length()
                        + "103 07.-1 OAuthServicesNeeded \"scitokens_7.0\"\n".length()));
    assertThat(changes.skipped().get(5)).endsWith("more such lines skipped");
    assertThat(changes.skipped()).noneMatch(line -> line.contains("hello"));
    assertThat(jobs.changes().skipped()).isEmpty();
  }

  @Test
  void aValueThatIsTooLongIsCutAndNoTextAnyMore() {
    submit("alice", 7, "scitokens_7.0");
    for (int length : List.of(70_000, 1_000_000)) {
      log.commit("103 7.0 CredmintScope_scitokens \"" + "x".repeat(length) + "\"");
      jobs.look();
      assertThat(jobs.asked("alice/scitokens_7.0").attributes().get("CredmintScope_scitokens"))
          .contains(new AttributeValue.Other("\"" + "x".repeat(199) + "…"));
    }
    log.commit("103 7.0 CredmintScope_scitokens \"" + "y".repeat(60_000) + "\"");
    jobs.look();
    assertThat(jobs.asked("alice/scitokens_7.0").attributes().get("CredmintScope_scitokens"))
        .contains(text("y".repeat(60_000)));
  }

  @Test
  void manyLongValuesLeaveRoomForShortOnes() {
    jobs.look();
    log.commit("101 05.-1 Job Machine", "103 05.-1 Owner \"mallory\"");
    for (int proc = 0; proc < 500; proc++) {
      log.commit(
          "101 5.%d Job Machine".formatted(proc),
          "103 5.%d ProjectName \"%060000d\"".formatted(proc, proc),
          "103 5.%d OAuthServicesNeeded \"scitokens_5.%d\"".formatted(proc, proc));
    }
    submit("alice", 7, "scitokens_7.0");
    log.commit("103 7.0 ProjectName \"atlas\"");
    jobs.look();
    assertThat(jobs.asked("mallory/scitokens_5.0").attributes().get("ProjectName"))
        .containsInstanceOf(AttributeValue.Text.class);
    assertThat(jobs.asked("mallory/scitokens_5.499").attributes().get("ProjectName"))
        .containsInstanceOf(AttributeValue.Other.class);
    assertThat(jobs.asked("alice/scitokens_7.0").attributes().get("ProjectName"))
        .contains(text("atlas"));
  }

  @Test
  void aLineOfAnyLengthTakesNoMoreMemoryThanAnother() throws Exception {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    log.addBytes("103 7.0 CredmintScope_scitokens \"x".getBytes(UTF_8));
    addHole(200_000_000L);
    log.add("", "103 7.0 Unwanted \"");
    addHole(100_000_000L);
    log.add("", "103 7.0 ProjectName \"after\"");

    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    JobRequest request = jobs.asked("alice/scitokens_7.0");
    assertThat(request.attributes().get("ProjectName")).contains(text("after"));
    assertThat(request.attributes().get("CredmintScope_scitokens"))
        .contains(new AttributeValue.Other("\"x" + "\0".repeat(198) + "…"));
  }

  /** Zero bytes that take no room on the disk. */
  private void addHole(long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(log.path(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), channel.size() + bytes - 1);
    }
  }

  @Test
  void aClusterOfManyJobsIsFollowed() {
    jobs.look();
    StringBuilder submit = new StringBuilder("101 05.-1 Job Machine\n103 05.-1 Owner \"alice\"");
    for (int proc = 0; proc < 20_000; proc++) {
      submit.append("\n101 5.%d Job Machine".formatted(proc));
      submit.append("\n103 5.%d OAuthServicesNeeded \"scitokens_5.%d\"".formatted(proc, proc));
    }
    log.commit(submit.toString());
    assertThat(jobs.look()).hasSize(20_000).endsWith("+ alice/scitokens_5.19999");

    StringBuilder remove = new StringBuilder("103 05.-1 ProjectName \"atlas\"");
    for (int proc = 0; proc < 20_000; proc += 2) {
      remove.append("\n102 5.%d".formatted(proc));
    }
    log.commit(remove.toString());
    assertThat(jobs.look())
        .hasSize(20_000)
        .startsWith("- alice/scitokens_5.0", "+ alice/scitokens_5.1", "- alice/scitokens_5.2");
    assertThat(jobs.state()).hasSize(10_000);
  }

  @Test
  void closingKeepsWhatIsKnown() {
    submit("alice", 7, "scitokens_7.0");
    jobs.look();
    jobs.close();
    log.commit("102 7.0");
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
  }
}
