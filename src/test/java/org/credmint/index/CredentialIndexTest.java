// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobAttributes;
import org.credmint.credential.JobId;
import org.credmint.demand.DemandChange;
import org.credmint.demand.Urgency;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.reconcile.CredentialTask;
import org.credmint.reconcile.DirectoryTask;
import org.credmint.reconcile.Outcome;
import org.credmint.reconcile.Outcome.Fate;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Request.Retention;
import org.credmint.request.Subject;
import org.credmint.store.FileVersion;
import org.junit.jupiter.api.Test;

class CredentialIndexTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final BatchSize TEN = new BatchSize(10, 10, 10, 10);

  private final CredentialTable table = new CredentialTable();
  private final WaitingCredentials waiting = new WaitingCredentials();
  private final ForeignFiles foreign = new ForeignFiles();
  private final RestingJobs resting = new RestingJobs(new StepDetectingClock(() -> NOW, () -> 0));
  private final CredentialIndex index = new CredentialIndex(table, waiting, resting, foreign, 0);
  private final DemandIntake intake = index.intake();

  @Test
  void handsOutUrgentCredentialsBeforeRoutineOnesAndNeverMixesThem() {
    request("renewal", Urgency.ROUTINE);
    request("waiting", Urgency.URGENT);
    assertThat(take()).containsExactly("waiting");
    assertThat(take()).containsExactly("renewal");
    assertThat(take()).isEmpty();
  }

  @Test
  void aRoutineCredentialThatSomebodyWaitsForBecomesUrgent() {
    request("alice", Urgency.ROUTINE);
    request("bob", Urgency.ROUTINE);
    request("bob", Urgency.URGENT);
    assertThat(take()).containsExactly("bob");
  }

  @Test
  void aCredentialIsNeverWithTwoWorkers() {
    request("alice", Urgency.URGENT);
    take();
    request("alice", Urgency.URGENT);
    assertThat(take()).isEmpty();
    assertThat(index.isSettled()).isFalse();
  }

  @Test
  void oneThatChangedUnderAWorkersHandsIsLookedAtAgain() {
    request("alice", Urgency.URGENT);
    take();
    request("alice", Urgency.ROUTINE);
    done(live("alice", 60));
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void itIsQueuedAgainWhenTheTimeHasCome() {
    serve("alice", 60);
    serve("bob", 30);
    assertThat(index.nextDue()).isEqualTo(NOW.plusSeconds(30));
    index.queueDue(NOW.plusSeconds(29), 0);
    assertThat(take()).isEmpty();
    index.queueDue(NOW.plusSeconds(30), 0);
    assertThat(take()).containsExactly("bob");
  }

  @Test
  void thoseOfOneSecondAreDueTogetherSoThatTheyShareTheWaitsForTheDisk() {
    serve("alice", NOW.plusMillis(400));
    serve("bob", NOW.plusMillis(900));
    assertThat(index.nextDue()).isEqualTo(NOW.plusSeconds(1));
    index.queueDue(NOW.plusSeconds(1), 0);
    assertThat(take()).containsExactly("alice", "bob");
  }

  @Test
  void lookingAtOneAgainAndAgainDoesNotQueueItTwice() {
    for (int i = 0; i < 100; i++) {
      serve("alice", 60);
    }
    index.queueDue(NOW.plusSeconds(60), 0);
    assertThat(take()).containsExactly("alice");
    done(live("alice", 600));
    index.queueDue(NOW.plusSeconds(60), 0);
    assertThat(take()).isEmpty();
  }

  @Test
  void aRefusedCredentialIsNeverDue() {
    request("alice", Urgency.URGENT);
    take();
    done(outcome("alice", CredentialRecord.nothing("scitokens").refused(5)));
    assertThat(index.nextDue()).isEqualTo(Instant.MAX);
  }

  @Test
  void credentialsOfOneDirectoryAreOneTask() {
    request(new CredentialId("alice", "scitokens", ""), Destination.CREDENTIAL_DIRECTORY);
    request(new CredentialId("alice", "scitokens", "b"), Destination.CREDENTIAL_DIRECTORY);
    request(
        new CredentialId("alice", "scitokens", "c"),
        new Destination.Exported(
            Path.of("/srv/pilots/c"), 0400, OptionalInt.empty(), OptionalInt.empty()));
    assertThat(index.take(TEN))
        .extracting(task -> task.credentials().size())
        .containsExactlyInAnyOrder(2, 1);
  }

  @Test
  void aNewConfigurationHasEachCheckedAgainstItOnceInTheOrderInWhichTheyCame() {
    List<String> users = List.of("nora", "alice", "mallory", "bob");
    users.forEach(user -> serve(user, 60));
    index.startGeneration();
    List<DirectoryTask> tasks = index.take(TEN);
    assertThat(tasks).flatExtracting(DirectoryTask::credentials).allMatch(CredentialTask::recheck);
    assertThat(names(tasks)).containsExactlyElementsOf(users);
    users.forEach(user -> done(live(user, 60)));
    request("alice", Urgency.URGENT);
    assertThat(index.take(TEN))
        .flatExtracting(DirectoryTask::credentials)
        .singleElement()
        .satisfies(task -> assertThat(task.recheck()).isFalse());
  }

  @Test
  void aWorkerThatUsedTheOldConfigurationIsFollowedByOneThatUsesTheNew() {
    request("alice", Urgency.URGENT);
    take();
    int old = index.generation();
    index.startGeneration();
    index.done(live("alice", 60), old);
    assertThat(index.take(TEN))
        .flatExtracting(DirectoryTask::credentials)
        .singleElement()
        .satisfies(task -> assertThat(task.recheck()).isTrue());
  }

  @Test
  void whatTheCreddRequestsNoLongerIsForgottenAndItsFileStays() {
    serve("alice", 60);
    intake.withdrawn(id("alice"), "its .top file is gone");
    assertThat(index.size()).isZero();
    assertThat(take()).isEmpty();
    index.queueDue(NOW.plusSeconds(60), 0);
    assertThat(take()).isEmpty();
  }

  @Test
  void whatIsWithdrawnWhileAWorkerHasItIsForgottenWhenItComesBack() {
    request("alice", Urgency.URGENT);
    take();
    intake.withdrawn(id("alice"), "its .top file is gone");
    assertThat(index.size()).isOne();
    done(live("alice", 60));
    assertThat(index.size()).isZero();
    assertThat(index.isSettled()).isTrue();
  }

  @Test
  void whatIsRequestedAgainWhileAWorkerHasItIsLookedAtOnceMore() {
    request("alice", Urgency.URGENT);
    take();
    intake.withdrawn(id("alice"), "its .top file is gone");
    request("alice", Urgency.URGENT);
    assertThat(take()).isEmpty();
    done(live("alice", 60));
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void theFileOfAJobThatHasLeftIsRemovedBeforeItIsForgotten() {
    CredentialId id = new CredentialId("alice", "scitokens", "7.0");
    intake.requested(job(id), Urgency.URGENT);
    take();
    done(new Outcome(id, Fate.KEPT, live(id.stem(), NOW.plusSeconds(60)), Optional.empty()));
    intake.withdrawn(id, "the job has left the queue");
    assertThat(index.take(TEN))
        .flatExtracting(DirectoryTask::credentials)
        .singleElement()
        .satisfies(task -> assertThat(task.request()).isEmpty())
        .satisfies(task -> assertThat(task.unwanted()).isEqualTo("the job has left the queue"));
    done(new Outcome(id, Fate.REMOVED, CredentialRecord.nothing(id.stem()), Optional.empty()));
    assertThat(index.size()).isZero();
  }

  @Test
  void theQueueHasNoSayInTheRemovalOfAnExportedFile() {
    CredentialId id = new CredentialId("factory", "notes", "7.0");
    Destination exported =
        new Destination.Exported(
            Path.of("/srv/pilots/site"), 0400, OptionalInt.empty(), OptionalInt.empty());
    Subject target = new Subject.Target("factory", "7.0", Map.of());
    intake.requested(new Request(id, target, exported, Retention.REMOVE), Urgency.URGENT);
    take();
    done(new Outcome(id, Fate.KEPT, live(id.stem(), NOW.plusSeconds(60)), Optional.empty()));
    intake.withdrawn(id, "the target is not listed any more");
    intake.queueTold(new DemandChange.QueueTold("", Set.of(), Set.of(), Set.of("scitokens")));
    intake.queuesFollowed(Set.of());
    assertThat(index.take(TEN))
        .flatExtracting(DirectoryTask::credentials)
        .singleElement()
        .satisfies(
            task -> assertThat(task.unwanted()).isEqualTo("the target is not listed any more"));
  }

  @Test
  void aFileThatNobodyCanExplainWaitsUntilTheQueueIsKnown() {
    CredentialId file = new CredentialId("alice", "scitokens", "7.0");
    intake.listed(new DemandChange.Listed("alice", List.of(file)));
    intake.findStrays(id -> false);
    assertThat(take()).isEmpty();
    intake.findStrays(file::equals);
    assertThat(index.take(TEN))
        .flatExtracting(DirectoryTask::credentials)
        .singleElement()
        .satisfies(task -> assertThat(task.request()).isEmpty());
  }

  @Test
  void aFileThatAJobRequestsIsNoStrayOnceTheQueueIsKnown() {
    CredentialId file = new CredentialId("alice", "scitokens", "7.0");
    intake.listed(new DemandChange.Listed("alice", List.of(file)));
    intake.findStrays(id -> false);
    intake.requested(job(file), Urgency.ROUTINE);
    intake.findStrays(file::equals);
    assertThat(index.take(TEN))
        .flatExtracting(DirectoryTask::credentials)
        .singleElement()
        .satisfies(task -> assertThat(task.request()).isPresent());
  }

  @Test
  void aListingThatLacksALiveFileHasItMadeAgain() {
    serve("alice", 60);
    intake.listed(new DemandChange.Listed("alice", List.of(id("alice"))));
    assertThat(take()).isEmpty();
    intake.listed(new DemandChange.Listed("alice", List.of()));
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void anExportedFileIsNotMissedInTheCredentialDirectory() {
    CredentialId id = new CredentialId("alice", "scitokens", "site");
    request(
        id,
        new Destination.Exported(
            Path.of("/srv/pilots/site"), 0400, OptionalInt.empty(), OptionalInt.empty()));
    take();
    done(new Outcome(id, Fate.KEPT, live(id.stem(), NOW.plusSeconds(60)), Optional.empty()));
    intake.listed(new DemandChange.Listed("alice", List.of()));
    assertThat(take()).isEmpty();
  }

  private static CredentialId id(String user) {
    return new CredentialId(user, "scitokens", "");
  }

  private void request(String user, Urgency urgency) {
    intake.requested(
        new Request(
            id(user), new Subject.User(user), Destination.CREDENTIAL_DIRECTORY, Retention.KEEP),
        urgency);
  }

  private void request(CredentialId id, Destination destination) {
    Subject user = new Subject.User(id.user());
    intake.requested(new Request(id, user, destination, Retention.KEEP), Urgency.URGENT);
  }

  private static Request job(CredentialId id) {
    Subject job =
        new Subject.Job(id.user(), new JobId(7, 0), JobAttributes.NONE, Set.of(), Optional.empty());
    return new Request(id, job, Destination.CREDENTIAL_DIRECTORY, Retention.REMOVE);
  }

  private List<String> take() {
    return names(index.take(TEN));
  }

  private static List<String> names(List<DirectoryTask> tasks) {
    return tasks.stream()
        .flatMap(task -> task.credentials().stream())
        .map(task -> task.id().user())
        .toList();
  }

  private void serve(String user, long secondsUntilDue) {
    serve(user, NOW.plusSeconds(secondsUntilDue));
  }

  private void serve(String user, Instant due) {
    request(user, Urgency.URGENT);
    take();
    done(outcome(user, live("scitokens", due)));
  }

  private void done(Outcome outcome) {
    index.done(outcome, index.generation());
  }

  private static Outcome live(String user, long secondsUntilDue) {
    return outcome(user, live("scitokens", NOW.plusSeconds(secondsUntilDue)));
  }

  private static Outcome outcome(String user, CredentialRecord known) {
    return new Outcome(id(user), Fate.KEPT, known, Optional.empty());
  }

  private static CredentialRecord live(String stem, Instant due) {
    return CredentialRecord.live(stem, new FileVersion(1, 2), due.plusSeconds(60), due);
  }
}
