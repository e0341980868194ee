// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.credmint.credential.CredentialId;
import org.credmint.event.CredentialEvent;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.lane.Lane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of credential that nothing in the program knows goes the way of every other. */
final class OtherKindTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final Duration HALF_AND_MORE = NoteProvider.LIFETIME.multipliedBy(6).dividedBy(10);

  @TempDir private Path temporary;
  private TestMonitor monitor;
  private final NoteProvider notes = new NoteProvider("notes");

  @BeforeEach
  void serveNotesBesideTokens() throws IOException {
    monitor = new TestMonitor(temporary).serve(notes);
    monitor.request("alice", "notes").request("alice", "scitokens");
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  private String note() {
    try {
      Path file = monitor.directory.resolve("alice/notes.use");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void itIsIssuedRenewedAndReported() {
    monitor
        .then(() -> assertThat(note()).startsWith("note alice 1 "))
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(note()).startsWith("note alice 2 ");
    assertThat(monitor.events(CredentialEvent.Renewed.class))
        .extracting(CredentialEvent.Renewed::text)
        .anyMatch(text -> text.startsWith("Successfully renewed note for user: alice,"))
        .anyMatch(text -> text.startsWith("Successfully renewed SciToken for user: alice,"));
  }

  @Test
  void oneThatIsThereAndGoodStays() throws IOException {
    long start = TestMonitor.START.getEpochSecond();
    monitor.file("alice", "notes.use", "note alice 7 %d %d".formatted(start, start + 1200));
    Path file = monitor.directory.resolve("alice/notes.use");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    monitor.run();
    assertThat(notes.calls).isZero();
    assertThat(note()).startsWith("note alice 7 ");
  }

  @Test
  void whatIsOfAnotherKindIsReplacedAndLogged() {
    monitor.file("alice", "notes.use", "something else").run();
    assertThat(note()).startsWith("note alice 1 ");
    assertThat(monitor.events(CredentialEvent.Replacing.class))
        .singleElement()
        .satisfies(event -> assertThat(event.text()).contains("it is no note"));
  }

  @Test
  void aFailureThatMayPassIsTriedAgainEverMoreSlowly() {
    for (int i = 0; i < 4; i++) {
      notes.failures.add(new Failed(FailureKind.TRANSIENT, "busy"));
    }
    monitor.then(() -> assertThat(notes.calls).isOne());
    for (int i = 0; i < 5; i++) {
      monitor.thenPasses(Duration.ofSeconds(1));
    }
    monitor.then(() -> assertThat(notes.calls).isBetween(2, 4));
    for (int i = 0; i < 10; i++) {
      monitor.thenPasses(Duration.ofSeconds(5));
    }
    monitor.run();
    assertThat(notes.calls).isEqualTo(5);
    assertThat(note()).startsWith("note alice 1 ");
  }

  @Test
  void whoeverAsksToBeLeftAloneIs() {
    notes.failures.add(
        new Failed(FailureKind.TRANSIENT, "429", Optional.of(Duration.ofSeconds(100))));
    for (int i = 0; i < 9; i++) {
      monitor.thenPasses(Duration.ofSeconds(10));
    }
    monitor
        .then(() -> assertThat(notes.calls).isOne())
        .thenPasses(Duration.ofSeconds(11))
        .then(() -> assertThat(note()).startsWith("note alice 1 "))
        .run();
  }

  @Test
  void aFailureThatOnlyAChangeCanEndIsNotTriedAgainBeforeOne() {
    for (FailureKind kind : new FailureKind[] {FailureKind.PERMANENT, FailureKind.NEEDS_USER}) {
      notes.failures.add(new Failed(kind, "revoked"));
    }
    monitor
        .thenPasses(AN_HOUR)
        .thenPasses(AN_HOUR)
        .then(() -> assertThat(notes.calls).as("no retry").isOne())
        .then(() -> monitor.reloadSays(monitor.configuration(0600)))
        .thenComes(new Message.Sighup())
        .thenPasses(AN_HOUR)
        .thenPasses(AN_HOUR)
        .then(() -> assertThat(notes.calls).as("one more, and no retry").isEqualTo(2))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup())
        .run();
    assertThat(note()).startsWith("note alice 1 ");
    assertThat(monitor.events(CredentialEvent.NotRenewed.class))
        .extracting(CredentialEvent.NotRenewed::text)
        .hasSize(2)
        .allMatch(text -> text.contains("revoked; ") && text.endsWith("the configuration changes"));
  }

  @Test
  void aFailureLeavesTheLiveOneInPlaceAndDisturbsNobody() {
    monitor
        .then(() -> notes.failures.add(new Failed(FailureKind.NEEDS_USER, "revoked")))
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(note()).startsWith("note alice 1 ");
    assertThat(monitor.token("alice", "scitokens").orElseThrow().claims().issuedAt())
        .isAfter(TestMonitor.START);
  }

  @Test
  void oneThatWaitsForSomebodyElseDelaysNobodyAndIsWrittenWhenTheAnswerHasCome() {
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    BlockingQueue<CredentialId> told = new LinkedBlockingQueue<>();
    try (Lane lane =
        new Lane("notes", 2, AN_HOUR, (id, successor) -> Optional.empty(), told::add)) {
      NoteProvider slow = new NoteProvider("slow", lane, answers, monitor::now);
      monitor.serve(slow);
      for (int i = 0; i < 50; i++) {
        monitor.request("user" + i, "slow").request("user" + i, "scitokens");
      }
      monitor
          .then(() -> assertThat(monitor.token("user49", "scitokens")).isPresent())
          .then(() -> assertThat(monitor.directory.resolve("user0/slow.use")).doesNotExist())
          .then(() -> answerOne(monitor, answers, told))
          .then(() -> assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(53))
          .run();
    }
    assertThat(monitor.events(CredentialEvent.NotRenewed.class)).isEmpty();
  }

  /** Somebody else answers one call, and word of it reaches the loop. */
  static void answerOne(
      TestMonitor monitor, BlockingQueue<Runnable> answers, BlockingQueue<CredentialId> told) {
    try {
      answers.put(() -> {});
      CredentialId id = told.poll(20, TimeUnit.SECONDS);
      monitor.inbox.put(new Message.Answered(Optional.ofNullable(id).orElseThrow()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
