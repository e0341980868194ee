package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.daemon.Roster.Urgency;
import org.credmint.event.Event;
import org.credmint.store.FileMark;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private final Roster roster = new Roster();

  @Test
  void hands_out_urgent_users_before_routine_ones_and_never_mixes_them() {
    roster.changed("renewal", Urgency.ROUTINE);
    roster.changed("waiting", Urgency.URGENT);
    assertThat(take()).containsExactly("waiting");
    assertThat(take()).containsExactly("renewal");
    assertThat(take()).isEmpty();
  }

  @Test
  void a_routine_user_whom_somebody_waits_for_becomes_urgent() {
    roster.changed("alice", Urgency.ROUTINE);
    roster.changed("bob", Urgency.ROUTINE);
    roster.changed("bob", Urgency.URGENT);
    assertThat(take()).containsExactly("bob");
  }

  @Test
  void a_user_is_never_with_two_workers() {
    roster.changed("alice", Urgency.URGENT);
    take();
    roster.changed("alice", Urgency.URGENT);
    assertThat(take()).isEmpty();
    assertThat(roster.isSettled()).isFalse();
  }

  @Test
  void a_user_who_changed_under_a_workers_hands_is_looked_at_again() {
    roster.changed("alice", Urgency.URGENT);
    take();
    roster.changed("alice", Urgency.ROUTINE);
    roster.done(served("alice", 7), roster.generation());
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void a_user_is_queued_again_when_the_time_has_come() {
    serve("alice", due("scitokens", NOW.plusSeconds(60)), due("scitokens_b", NOW.plusSeconds(30)));
    assertThat(roster.nextDue()).isEqualTo(NOW.plusSeconds(30));
    roster.queueDue(NOW.plusSeconds(29));
    assertThat(take()).isEmpty();
    roster.queueDue(NOW.plusSeconds(30));
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void looking_at_a_user_again_and_again_does_not_queue_him_twice() {
    for (int i = 0; i < 100; i++) {
      serve("alice", due("scitokens", NOW.plusSeconds(60)));
    }
    roster.queueDue(NOW.plusSeconds(60));
    assertThat(take()).containsExactly("alice");
    roster.done(served("alice", 7, due("scitokens", NOW.plusSeconds(600))), roster.generation());
    roster.queueDue(NOW.plusSeconds(60));
    assertThat(take()).isEmpty();
  }

  @Test
  void a_refused_credential_is_never_due() {
    serve("alice", Known.nothing("scitokens").refused(5));
    assertThat(roster.nextDue()).isEqualTo(Instant.MAX);
  }

  @Test
  void a_survey_finds_who_is_new_and_who_has_changed() {
    serve("same", 5);
    serve("changed", 6);
    roster.compare(survey("same:5", "changed:7", "new:1"), 10);
    assertThat(take()).containsExactlyInAnyOrder("changed", "new");
  }

  @Test
  void many_changes_at_once_are_routine_so_that_the_next_user_need_not_wait() {
    roster.compare(survey("a:1", "b:1", "c:1"), 2);
    roster.changed("d", Urgency.URGENT);
    assertThat(take()).containsExactly("d");
  }

  @Test
  void users_are_seen_to_in_the_surveys_order_also_under_a_new_configuration() {
    roster.compare(survey("nora:1", "alice:1", "mallory:1", "bob:1"), 1);
    assertThat(take()).containsExactly("nora", "alice", "mallory", "bob");
    List.of("bob", "mallory", "alice", "nora")
        .forEach(user -> roster.done(served(user, 1), roster.generation()));
    roster.startGeneration();
    assertThat(take()).containsExactly("nora", "alice", "mallory", "bob");
  }

  @Test
  void a_survey_finds_who_is_gone() {
    serve("alice", 5);
    assertThat(roster.compare(survey(), 10)).containsExactly("alice");
    assertThat(roster.size()).isZero();
    assertThat(roster.userOf(0)).isNull();
  }

  @Test
  void a_user_whose_directory_is_gone_is_forgotten() {
    roster.changed("alice", Urgency.URGENT);
    take();
    roster.done(report("alice", UserReport.Outcome.GONE, 0), roster.generation());
    assertThat(roster.size()).isZero();
    assertThat(roster.isSettled()).isTrue();
  }

  @Test
  void a_directory_that_could_not_be_looked_at_is_tried_at_each_survey_only() {
    roster.changed("alice", Urgency.URGENT);
    take();
    roster.done(
        report("alice", UserReport.Outcome.UNREADABLE, 0, due("scitokens", NOW)),
        roster.generation());
    roster.queueDue(NOW.plusSeconds(1000));
    assertThat(take()).isEmpty();
    roster.compare(survey("alice:5"), 10);
    assertThat(take()).containsExactly("alice");
  }

  @Test
  void a_new_configuration_has_every_user_checked_against_it_once() {
    serve("alice", 5);
    roster.startGeneration();
    List<UserTask> tasks = roster.take(10, 10);
    assertThat(tasks).singleElement().satisfies(task -> assertThat(task.recheck()).isTrue());
    roster.done(served("alice", 5), roster.generation());
    roster.changed("alice", Urgency.URGENT);
    assertThat(roster.take(10, 10))
        .singleElement()
        .satisfies(task -> assertThat(task.recheck()).isFalse());
  }

  @Test
  void a_worker_that_used_the_old_configuration_is_followed_by_one_that_uses_the_new() {
    roster.changed("alice", Urgency.URGENT);
    take();
    int old = roster.generation();
    roster.startGeneration();
    roster.done(served("alice", 5), old);
    assertThat(roster.take(10, 10))
        .singleElement()
        .satisfies(task -> assertThat(task.recheck()).isTrue());
  }

  @Test
  void oddities_are_news_until_they_were_told() {
    serve("alice", 5);
    int oddities = new Event.Oddity("alice/x", "odd").hashCode();
    assertThat(roster.areNews("alice", oddities)).isTrue();
    assertThat(roster.areNews("alice", oddities)).isFalse();
    assertThat(roster.areNews("alice", 0)).isFalse();
    assertThat(roster.areNews("alice", oddities)).isTrue();
  }

  private List<String> take() {
    return roster.take(10, 10).stream().map(UserTask::user).toList();
  }

  private void serve(String user, Known... known) {
    serve(user, 5, known);
  }

  private void serve(String user, long modified, Known... known) {
    roster.changed(user, Urgency.URGENT);
    take();
    roster.done(served(user, modified, known), roster.generation());
  }

  private static Known due(String stem, Instant at) {
    return Known.live(stem, new FileMark(1, 2), at.plusSeconds(60), at);
  }

  private static UserReport served(String user, long modified, Known... known) {
    return report(user, UserReport.Outcome.SERVED, modified, known);
  }

  private static UserReport report(
      String user, UserReport.Outcome outcome, long modified, Known... known) {
    return new UserReport(user, outcome, List.of(known), modified, true, List.of(), List.of());
  }

  /** Each as {@code user:modified}. */
  private static Survey survey(String... directories) {
    List<Survey.Stamp> stamps =
        Arrays.stream(directories)
            .map(text -> text.split(":", 2))
            .map(parts -> new Survey.Stamp(parts[0], Long.parseLong(parts[1])))
            .toList();
    return new Survey("test", stamps, List.of(), Duration.ZERO, Optional.empty());
  }
}
