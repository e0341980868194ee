// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.directory.DirectoryScan;
import org.credmint.event.Event;
import org.credmint.index.CredentialIndex;
import org.credmint.index.CredentialIndex.Urgency;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.reconcile.UserReport;
import org.credmint.reconcile.UserTask;
import org.credmint.store.FileVersion;
import org.junit.jupiter.api.Test;

class CredentialIndexTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private final CredentialIndex credentialIndex = new CredentialIndex();

  @Test
  void handsOutUrgentUsersBeforeRoutineOnesAndNeverMixesThem() {
    credentialIndex.changed("renewal", Urgency.ROUTINE);
    credentialIndex.changed("waiting", Urgency.URGENT);
    assertThat(take()).containsExactly("waiting");
    assertThat(take()).containsExactly("renewal");
    assertThat(take()).isEmpty();
  }

  @Test
  void aRoutineUserWhomSomebodyWaitsForBecomesUrgent() {
    credentialIndex.changed("alice", Urgency.ROUTINE);
    credentialIndex.changed("bob", Urgency.ROUTINE);
    credentialIndex.changed("bob", Urgency.URGENT);
    assertThat(take()).containsExactly("bob");
  }

  @Test
  void aUserIsNeverWithTwoWorkers() {
    credentialIndex.changed("alice", Urgency.URGENT);
    take();
    credentialIndex.changed("alice", Urgency.URGENT);
    assertThat(take()).isEmpty();
    assertThat(credentialIndex.isSettled()).isFalse();
  }

  @Test
  void aUserWhoChangedUnderAWorkersHandsIsLookedAtAgain() {
    credentialIndex.changed("alice", Urgency.URGENT);
    take();
    credentialIndex.changed("alice", Urgency.ROUTINE);
    credentialIndex.done(served("alice", 7), credentialIndex.generation());
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void aUserIsQueuedAgainWhenTheTimeHasCome() {
    serve("alice", due("scitokens", NOW.plusSeconds(60)), due("scitokens_b", NOW.plusSeconds(30)));
    assertThat(credentialIndex.nextDue()).isEqualTo(NOW.plusSeconds(30));
    credentialIndex.queueDue(NOW.plusSeconds(29));
    assertThat(take()).isEmpty();
    credentialIndex.queueDue(NOW.plusSeconds(30));
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void lookingAtAUserAgainAndAgainDoesNotQueueHimTwice() {
    for (int i = 0; i < 100; i++) {
      serve("alice", due("scitokens", NOW.plusSeconds(60)));
    }
    credentialIndex.queueDue(NOW.plusSeconds(60));
    assertThat(take()).containsExactly("alice");
    credentialIndex.done(
        served("alice", 7, due("scitokens", NOW.plusSeconds(600))), credentialIndex.generation());
    credentialIndex.queueDue(NOW.plusSeconds(60));
    assertThat(take()).isEmpty();
  }

  @Test
  void aRefusedCredentialIsNeverDue() {
    serve("alice", CredentialRecord.nothing("scitokens").refused(5));
    assertThat(credentialIndex.nextDue()).isEqualTo(Instant.MAX);
  }

  @Test
  void aScanFindsWhoIsNewAndWhoHasChanged() {
    serve("same", 5);
    serve("changed", 6);
    credentialIndex.compare(scan("same:5", "changed:7", "new:1"), 10, NOW);
    assertThat(take()).containsExactlyInAnyOrder("changed", "new");
  }

  @Test
  void manyChangesAtOnceAreRoutineSoThatTheNextUserNeedNotWait() {
    credentialIndex.compare(scan("a:1", "b:1", "c:1"), 2, NOW);
    credentialIndex.changed("d", Urgency.URGENT);
    assertThat(take()).containsExactly("d");
  }

  @Test
  void ofManyChangesThoseOfTheLastMomentComeFirst() {
    long now = NOW.getEpochSecond() * 1_000_000_000L;
    String waiting = "waiting:" + (now - 1_000_000_000L);
    String old = "old:" + (now - 3_600_000_000_000L);
    credentialIndex.compare(scan("a:1", old, waiting, "b:1"), 1, NOW);
    assertThat(take()).containsExactly("waiting");
    assertThat(take()).containsExactly("a", "old", "b");
  }

  @Test
  void usersAreSeenToInTheScansOrderAlsoUnderANewConfiguration() {
    credentialIndex.compare(scan("nora:1", "alice:1", "mallory:1", "bob:1"), 1, NOW);
    assertThat(take()).containsExactly("nora", "alice", "mallory", "bob");
    List.of("bob", "mallory", "alice", "nora")
        .forEach(user -> credentialIndex.done(served(user, 1), credentialIndex.generation()));
    credentialIndex.startGeneration();
    assertThat(take()).containsExactly("nora", "alice", "mallory", "bob");
  }

  @Test
  void aScanFindsWhoIsGone() {
    serve("alice", 5);
    assertThat(credentialIndex.compare(scan(), 10, NOW)).containsExactly("alice");
    assertThat(credentialIndex.size()).isZero();
    assertThat(credentialIndex.userOf(0)).isNull();
  }

  @Test
  void aUserWhoseDirectoryIsGoneIsForgotten() {
    credentialIndex.changed("alice", Urgency.URGENT);
    take();
    credentialIndex.done(report("alice", UserReport.Outcome.GONE, 0), credentialIndex.generation());
    assertThat(credentialIndex.size()).isZero();
    assertThat(credentialIndex.isSettled()).isTrue();
  }

  @Test
  void aDirectoryThatCouldNotBeLookedAtIsTriedAtEachScanOnly() {
    credentialIndex.changed("alice", Urgency.URGENT);
    take();
    credentialIndex.done(
        report("alice", UserReport.Outcome.UNREADABLE, 0, due("scitokens", NOW)),
        credentialIndex.generation());
    credentialIndex.queueDue(NOW.plusSeconds(1000));
    assertThat(take()).isEmpty();
    credentialIndex.compare(scan("alice:5"), 10, NOW);
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void aNewConfigurationHasEveryUserCheckedAgainstItOnce() {
    serve("alice", 5);
    credentialIndex.startGeneration();
    List<UserTask> tasks = credentialIndex.take(10, 10);
    assertThat(tasks).singleElement().satisfies(task -> assertThat(task.recheck()).isTrue());
    credentialIndex.done(served("alice", 5), credentialIndex.generation());
    credentialIndex.changed("alice", Urgency.URGENT);
    assertThat(credentialIndex.take(10, 10))
        .singleElement()
        .satisfies(task -> assertThat(task.recheck()).isFalse());
  }

  @Test
  void aWorkerThatUsedTheOldConfigurationIsFollowedByOneThatUsesTheNew() {
    credentialIndex.changed("alice", Urgency.URGENT);
    take();
    int old = credentialIndex.generation();
    credentialIndex.startGeneration();
    credentialIndex.done(served("alice", 5), old);
    assertThat(credentialIndex.take(10, 10))
        .singleElement()
        .satisfies(task -> assertThat(task.recheck()).isTrue());
  }

  @Test
  void odditiesAreNewsUntilTheyWereTold() {
    serve("alice", 5);
    int unexpected = new Event.UnexpectedEntry("alice/x", "odd").hashCode();
    assertThat(credentialIndex.areNews("alice", unexpected)).isTrue();
    assertThat(credentialIndex.areNews("alice", unexpected)).isFalse();
    assertThat(credentialIndex.areNews("alice", 0)).isFalse();
    assertThat(credentialIndex.areNews("alice", unexpected)).isTrue();
  }

  private List<String> take() {
    return credentialIndex.take(10, 10).stream().map(UserTask::user).toList();
  }

  private void serve(String user, CredentialRecord... known) {
    serve(user, 5, known);
  }

  private void serve(String user, long modified, CredentialRecord... known) {
    credentialIndex.changed(user, Urgency.URGENT);
    take();
    credentialIndex.done(served(user, modified, known), credentialIndex.generation());
  }

  private static CredentialRecord due(String stem, Instant at) {
    return CredentialRecord.live(stem, new FileVersion(1, 2), at.plusSeconds(60), at);
  }

  private static UserReport served(String user, long modified, CredentialRecord... known) {
    return report(user, UserReport.Outcome.SERVED, modified, known);
  }

  private static UserReport report(
      String user, UserReport.Outcome outcome, long modified, CredentialRecord... known) {
    return new UserReport(user, outcome, List.of(known), modified, true, List.of(), List.of());
  }

  /** Each as {@code user:modified}. */
  private static DirectoryScan scan(String... directories) {
    List<DirectoryScan.Stamp> stamps =
        Arrays.stream(directories)
            .map(text -> text.split(":", 2))
            .map(parts -> new DirectoryScan.Stamp(parts[0], Long.parseLong(parts[1])))
            .toList();
    return new DirectoryScan("test", stamps, List.of(), Duration.ZERO, Optional.empty());
  }
}
