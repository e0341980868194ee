// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.AuditSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.TokenClaims;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.JobQueueEvent;
import org.credmint.index.HoldRequest;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.queue.job.JobStatus;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.reconcile.CredentialTask;
import org.credmint.reconcile.DirectoryTask;
import org.credmint.reconcile.Outcome;
import org.credmint.reconcile.Outcome.Fate;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of jobs, from the queue to their files. */
class JobsTest {
  private static final String TEMPLATE =
      "storage.read:/data/{ProjectName?} storage.modify:/out/{Owner}/{ClusterId}.{ProcId}";
  private static final Duration A_MINUTE = Duration.ofSeconds(61);

  @TempDir Path temporary;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary);
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, TEMPLATE));
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void twoJobsOfOneUserGetDifferentTokens() {
    monitor.user("alice");
    monitor.queue().job("alice", "12.0", JobStatus.IDLE, Map.of("ProjectName", "higgs"));
    monitor.queue().job("alice", "12.1");
    monitor.run();
    assertThat(scope("alice", "12.0"))
        .isEqualTo("storage.read:/data/higgs storage.modify:/out/alice/12.0");
    assertThat(scope("alice", "12.1")).isEqualTo("storage.modify:/out/alice/12.1");
    assertThat(monitor.token("alice", "scitokens_12.0").orElseThrow().json()).isFalse();
  }

  @Test
  void aJobThatComesLaterIsServedWhenTheQueueGrows() {
    monitor
        .then(() -> monitor.queue().job("alice", "12.0"))
        .thenQueueGrows()
        .then(() -> assertThat(has("alice", "12.0")).isTrue())
        .run();
  }

  @Test
  void withoutAWordOfGrowthTheQueueIsLookedAtEachSecond() {
    monitor
        .then(() -> monitor.queue().job("alice", "12.0"))
        .thenPasses(Duration.ofMillis(1100))
        .then(() -> assertThat(has("alice", "12.0")).isTrue())
        .run();
  }

  @Test
  void aUserWithoutADirectoryGetsOne() {
    monitor.queue().job("bob", "12.0");
    monitor.run();
    assertThat(has("bob", "12.0")).isTrue();
  }

  /** The shadow looks in the directory of this very name (HTCondor 25.10.1). */
  @Test
  void anOwnerWithADomainIsServedInADirectoryOfThatNameAndNotInHisNamesakes() {
    monitor.user("bob");
    monitor.queue().job("bob@site.example", "12.0");
    monitor.run();
    assertThat(scope("bob@site.example", "12.0"))
        .isEqualTo("storage.modify:/out/bob@site.example/12.0");
    assertThat(has("bob", "12.0")).isFalse();
  }

  @Test
  void aJobsTokenIsRenewedInTime() {
    monitor.queue().job("alice", "12.0");
    String[] first = new String[1];
    monitor
        .then(() -> first[0] = monitor.jti("alice", "scitokens_12.0"))
        .thenPasses(Duration.ofSeconds(700))
        .then(() -> assertThat(monitor.jti("alice", "scitokens_12.0")).isNotEqualTo(first[0]))
        .run();
  }

  @Test
  void theFileOfAJobThatLeftIsRemovedAndNotBefore() {
    monitor.queue().job("alice", "12.0").job("alice", "12.1");
    monitor
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(has("alice", "12.0")).isTrue())
        .then(() -> monitor.queue().leaves("alice", "12.0"))
        .thenQueueGrows()
        .then(() -> assertThat(has("alice", "12.0")).isFalse())
        .then(() -> assertThat(has("alice", "12.1")).isTrue())
        .run();
    assertThat(monitor.events(DirectoryEvent.Removed.class)).hasSize(1);
  }

  /** A job's file of an earlier run; the job has left since. */
  private void leftFromEarlier(String job) {
    monitor.queue().job("alice", job);
    monitor.run();
    monitor.queue().leavesUnseen("alice", job);
    assertThat(has("alice", job)).isTrue();
  }

  @Test
  void aFileWhoseJobLeftWhileNobodyLookedIsRemovedAtTheStart() {
    leftFromEarlier("7.0");
    monitor.file("alice", "scitokens_h.use", "hers");
    monitor.queue().job("alice", "12.0");
    monitor.run();
    assertThat(has("alice", "7.0")).isFalse();
    assertThat(monitor.directory.resolve("alice/scitokens_h.use")).exists();
    assertThat(has("alice", "12.0")).isTrue();
  }

  @Test
  void aFileWhoseJobLeftIsRemovedAsSoonAsTheQueueCanBeRead() {
    leftFromEarlier("7.0");
    monitor.queue().fails(Optional.of("no such file"));
    monitor
        .then(() -> assertThat(has("alice", "7.0")).isTrue())
        .then(() -> monitor.queue().fails(Optional.empty()))
        .thenQueueGrows()
        .then(() -> assertThat(has("alice", "7.0")).isFalse())
        .run();
  }

  @Test
  void whileTheQueueCannotBeReadNothingIsRemovedAndWhatIsKnownIsRenewed() {
    monitor.queue().job("alice", "12.0");
    monitor
        .then(() -> monitor.queue().fails(Optional.of("no such file")))
        .thenQueueGrows()
        .then(() -> monitor.file("alice", "scitokens_7.0.use", "whose?"))
        .thenPasses(A_MINUTE)
        .thenPasses(Duration.ofSeconds(700))
        .then(() -> assertThat(has("alice", "7.0")).isTrue())
        .then(() -> assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2))
        .then(() -> assertThat(monitor.events(JobQueueEvent.QueueUnreadable.class)).hasSize(1))
        .then(() -> monitor.queue().fails(Optional.empty()))
        .thenQueueGrows()
        .then(() -> assertThat(monitor.events(JobQueueEvent.QueueReadable.class)).hasSize(1))
        .run();
  }

  @Test
  void aFileThatSomebodyRemovedIsMadeAgainWithinAMinute() {
    monitor.queue().job("alice", "12.0");
    monitor
        .thenPasses(A_MINUTE)
        .then(() -> remove("alice/scitokens_12.0.use"))
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(has("alice", "12.0")).isTrue())
        .run();
  }

  @Test
  void aSweptDirectoryComesBackWhileAJobNeedsIt() {
    monitor.queue().job("alice", "12.0");
    monitor
        .thenPasses(A_MINUTE)
        .then(() -> remove("alice/scitokens_12.0.use"))
        .then(() -> remove("alice"))
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(has("alice", "12.0")).isTrue())
        .run();
  }

  @Test
  void aRefusedJobGetsNoFileAndIsPutOnHoldWithTheReason() {
    monitor.queue().job("alice", "12.0", JobStatus.IDLE, Map.of("ProjectName", "../etc"));
    monitor.queue().job("alice", "12.1");
    monitor.run();
    assertThat(has("alice", "12.0")).isFalse();
    assertThat(has("alice", "12.1")).isTrue();
    assertThat(monitor.holds).hasSize(1);
    HoldRequest order = monitor.holds.get(0);
    assertThat(order.refusals()).extracting(one -> one.job().toString()).containsExactly("12.0");
    assertThat(order.reason()).contains("scitokens", "AUTHZ_TEMPLATE", "../etc");
    assertThat(monitor.events(JobQueueEvent.JobsHeld.class)).hasSize(1);
  }

  @Test
  void aRefusedJobThatIsOnHoldAlreadyIsLeftThereUntilItIsReleased() {
    Map<String, String> hostile = Map.of("ProjectName", "a/b");
    monitor.queue().job("alice", "12.0", JobStatus.HELD, hostile);
    monitor
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(monitor.holds).isEmpty())
        .then(() -> monitor.queue().job("alice", "12.0", JobStatus.IDLE, hostile))
        .thenQueueGrows()
        .then(() -> assertThat(monitor.holds).hasSize(1))
        .then(() -> monitor.queue().job("alice", "12.0", JobStatus.IDLE, hostile))
        .thenQueueGrows()
        .then(() -> assertThat(monitor.holds).hasSize(2))
        .run();
    assertThat(monitor.events(CredentialEvent.Refused.class)).hasSize(1);
  }

  @Test
  void aHoldThatFailedIsTriedAgainAndToldOnce() {
    monitor.queue().job("alice", "12.0", JobStatus.RUNNING, Map.of("ProjectName", "%2F"));
    monitor.holdsFail(Optional.of("condor_hold is away"));
    monitor
        .thenPasses(Duration.ofSeconds(11))
        .then(() -> monitor.holdsFail(Optional.empty()))
        .thenPasses(Duration.ofSeconds(11))
        .thenPasses(Duration.ofSeconds(11))
        .then(() -> assertThat(monitor.holds).hasSize(3))
        .run();
    assertThat(monitor.events(JobQueueEvent.JobsNotHeld.class)).hasSize(1);
    assertThat(monitor.events(JobQueueEvent.JobsHeld.class)).hasSize(1);
  }

  @Test
  void aUserWithThousandsOfDifferentRefusalsCostsFewOrders() {
    for (int i = 0; i < 3000; i++) {
      monitor.queue().job("mallory", "9." + i, JobStatus.IDLE, Map.of("ProjectName", "x/" + i));
    }
    monitor.queue().job("alice", "12.0");
    monitor.run();
    assertThat(monitor.holds.stream().mapToInt(order -> order.refusals().size()).sum())
        .isEqualTo(3000);
    assertThat(monitor.holds.size()).isLessThan(100);
    assertThat(has("alice", "12.0")).isTrue();
  }

  @Test
  void aChangedAttributeGivesAnotherToken() {
    monitor.queue().job("alice", "12.0", JobStatus.IDLE, Map.of("ProjectName", "higgs"));
    monitor
        .then(
            () ->
                monitor
                    .queue()
                    .job("alice", "12.0", JobStatus.RUNNING, Map.of("ProjectName", "dark")))
        .thenQueueGrows()
        .then(() -> assertThat(scope("alice", "12.0")).contains("/data/dark"))
        .run();
  }

  @Test
  void theUsersOwnFileHoldsNoToken() throws IOException {
    monitor.request("alice", "scitokens").run();
    String content = Files.readString(monitor.directory.resolve("alice/scitokens.use"));
    assertThat(content).contains("no token").contains("scitokens").doesNotContain("eyJ");
    assertThat(monitor.events(CredentialEvent.Renewed.class)).isEmpty();
  }

  @Test
  void theUsersOwnFileIsLeftAloneOnceItIsThere() throws IOException {
    Path use = monitor.directory.resolve("alice/scitokens.use");
    Object[] before = new Object[1];
    monitor
        .request("alice", "scitokens")
        .then(() -> before[0] = inode(use))
        .thenComes(new Message.Sighup())
        .thenPasses(A_MINUTE)
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(inode(use)).isEqualTo(before[0]))
        .run();
  }

  @Test
  void aUsersTokenFromBeforeStaysUntilItDies() throws IOException {
    monitor.provider(
        "scitokens", s -> TestProviders.settings("scitokens", s.key().privateKey().getParent()));
    monitor.request("alice", "scitokens");
    monitor
        .then(
            () -> {
              monitor.provider("scitokens", s -> TestProviders.forJobs(s, TEMPLATE));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Sighup())
        .thenPasses(Duration.ofSeconds(1100))
        .then(() -> assertThat(monitor.token("alice", "scitokens")).isPresent())
        .thenPasses(Duration.ofSeconds(120))
        .run();
    assertThat(Files.readString(monitor.directory.resolve("alice/scitokens.use")))
        .contains("no token");
  }

  @Test
  void everyItemOfATaskComesBackAlsoWhereItsProviderIsServedNoMore() {
    CredentialId id = new CredentialId("alice", "gone", "7.0");
    Request request =
        new Request(
            id,
            new Subject.User("alice"),
            Destination.CREDENTIAL_DIRECTORY,
            Request.Retention.REMOVE);
    CredentialRecord known = CredentialRecord.nothing(id.stem());
    CredentialTask task =
        new CredentialTask(
            id, request.destination(), Optional.of(request), known, true, false, false, "");
    monitor.user("alice");
    DirectoryTask all = new DirectoryTask(request.destination().place(id), List.of(task));
    assertThat(monitor.serve(all).outcomes())
        .containsExactly(new Outcome(id, Fate.KEPT, known, Optional.empty()));
  }

  @Test
  void aJobIsNotHeldForAConfigurationThatCannotBeUsed() {
    monitor.queue().job("alice", "12.0");
    monitor
        .then(
            () -> {
              monitor.provider("scitokens", s -> TestProviders.forJobs(s, "other:/x"));
              ConfigurationLoad.Read read = monitor.configuration(0400);
              monitor.reloadSays(
                  new ConfigurationLoad.Unusable(
                      monitor.bounds(), read.log(), List.of(), Optional.empty()));
            })
        .thenComes(new Message.Sighup())
        .then(() -> monitor.queue().job("alice", "13.0"))
        .thenPasses(A_MINUTE)
        .run();
    assertThat(has("alice", "12.0")).isTrue();
    assertThat(has("alice", "13.0")).isFalse();
    assertThat(monitor.holds).isEmpty();
    assertThat(monitor.events(CredentialEvent.NotRenewed.class)).isNotEmpty();
  }

  @Test
  void filesStayWhenTheProviderIssuesForUsersAgain() {
    monitor.queue().job("alice", "12.0");
    monitor
        .then(
            () -> {
              monitor.provider(
                  "scitokens",
                  s -> TestProviders.settings("scitokens", s.key().privateKey().getParent()));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Sighup())
        .thenPasses(A_MINUTE)
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(has("alice", "12.0")).isTrue())
        .run();
  }

  @Test
  void aClockThatWasSetBackHasJobsTokensIssuedAgain() {
    monitor.queue().job("alice", "12.0");
    monitor
        .thenClockIsSet(Duration.ofDays(-1))
        .thenPasses(A_MINUTE)
        .then(
            () ->
                assertThat(claims("alice", "12.0").issuedAt())
                    .isBefore(TestMonitor.START.minusSeconds(80_000)))
        .run();
  }

  @Test
  void theAuditLogTellsEveryTokenBeforeItIsThereAndWhatBecameOfIt() throws IOException {
    Path auditLog = temporary.resolve("ledger");
    monitor.audited(new AuditSettings(auditLog, 1 << 20, 2));
    monitor.queue().job("alice", "12.0");
    monitor.queue().job("alice", "12.1", JobStatus.IDLE, Map.of("ProjectName", ".."));
    monitor
        .thenPasses(Duration.ofSeconds(700))
        .then(() -> monitor.queue().leaves("alice", "12.0"))
        .thenQueueGrows()
        .run();
    List<String> lines = Files.readAllLines(auditLog);
    assertThat(lines).filteredOn(line -> line.contains("\"act\":\"mint\"")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("\"act\":\"renewal\"")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("\"act\":\"refusal\"")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("\"act\":\"removal\"")).hasSize(1);
    assertThat(String.join("", lines)).contains("AUTHZ_TEMPLATE").doesNotContain("eyJ");
  }

  private TokenClaims claims(String user, String job) {
    return monitor.token(user, "scitokens_" + job).orElseThrow().claims();
  }

  private String scope(String user, String job) {
    return claims(user, job).scope();
  }

  private boolean has(String user, String job) {
    return Files.exists(monitor.directory.resolve(user).resolve("scitokens_" + job + ".use"));
  }

  private void remove(String name) {
    try {
      Files.delete(monitor.directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object inode(Path file) {
    try {
      return Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
