// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.credmint.config.AuditSettings;
import org.credmint.credential.CredentialId;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.issue.lane.Lane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kind of credential, a source of demand and a destination that the program knows nothing of go
 * the way of every other: requested from a list, issued in a lane, written to an exported path,
 * renewed, reported, removed.
 */
final class StandingListTest {
  private static final Duration HALF_AND_MORE = NoteProvider.LIFETIME.multipliedBy(6).dividedBy(10);

  @TempDir private Path temporary;
  private TestMonitor monitor;
  private Path file;
  private final StandingList targets = new StandingList("notes");
  private final NoteProvider notes = new NoteProvider("notes");

  @BeforeEach
  void exportToADirectoryOfItsOwn() throws IOException {
    file = Files.createDirectory(temporary.resolve("pilots")).resolve("site-a.note");
    monitor = new TestMonitor(temporary).serve(notes).asking(targets);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  private String note() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void change(Runnable step) {
    step.run();
    monitor.inbox.put(new Message.DemandChanged(targets));
  }

  @Test
  void aTargetsCredentialIsExportedRenewedAndReported() throws IOException {
    targets.target("factory", "site-a", file, 0640);
    monitor
        .then(() -> assertThat(note()).startsWith("note factory 1 "))
        .thenPasses(HALF_AND_MORE)
        .run();
    assertThat(note()).startsWith("note factory 2 ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(monitor.directory.resolve("factory")).doesNotExist();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2);
  }

  @Test
  void aFileOfAnotherModeOrContentIsReplacedAndLogged() throws IOException {
    targets.target("factory", "site-a", file, 0640);
    Files.writeString(file, "of an earlier run");
    monitor.run();
    assertThat(note()).startsWith("note factory 1 ");
    assertThat(monitor.events(CredentialEvent.Replacing.class)).hasSize(1);
  }

  @Test
  void whatIsExportedIsRemovedWithItsTargetAndNothingElseIs() throws IOException {
    targets.target("factory", "site-a", file, 0640);
    Path auditLog = temporary.resolve("audit.log");
    Files.writeString(file.resolveSibling("other"), "stays");
    monitor
        .audited(new AuditSettings(auditLog, 1_000_000, 2))
        .then(() -> assertThat(file).exists())
        .then(() -> change(() -> targets.drop("factory", "site-a")))
        .run();
    assertThat(file).doesNotExist();
    assertThat(file.resolveSibling("other")).exists();
    assertThat(monitor.events(DirectoryEvent.Removed.class))
        .singleElement()
        .satisfies(removed -> assertThat(removed.text()).startsWith("Removed " + file + ": "));
    assertThat(Files.readString(auditLog)).contains("\"removal\"");
  }

  @Test
  void aDirectoryThatCannotBeMadeFailsThatTargetAlone() throws IOException {
    Files.writeString(temporary.resolve("none"), "a file");
    targets.target("factory", "site-a", file, 0640);
    targets.target("factory", "site-b", temporary.resolve("none/site-b.note"), 0640);
    monitor.run();
    assertThat(note()).startsWith("note factory");
    assertThat(temporary.resolve("none")).hasContent("a file");
    assertThat(monitor.events(CredentialEvent.NotRenewed.class))
        .extracting(CredentialEvent.NotRenewed::text)
        .singleElement()
        .asString()
        .contains("notes_site-b", "none");
  }

  @Test
  void oneWhoseIssuerWaitsForSomebodyElseIsExportedWhenTheAnswerHasCome() {
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    BlockingQueue<CredentialId> answered = new LinkedBlockingQueue<>();
    try (Lane lane =
        new Lane(
            "notes", 2, Duration.ofHours(1), (id, successor) -> Optional.empty(), answered::add)) {
      monitor.serve(new NoteProvider("notes", lane, answers, monitor::now));
      targets.target("factory", "site-a", file, 0640);
      monitor
          .then(() -> assertThat(file).doesNotExist())
          .then(() -> answer(answers, answered))
          .then(() -> assertThat(note()).startsWith("note factory 1 "))
          .run();
    }
  }

  private void answer(BlockingQueue<Runnable> answers, BlockingQueue<CredentialId> answered) {
    try {
      answers.put(() -> {});
      CredentialId id = answered.poll(20, TimeUnit.SECONDS);
      monitor.inbox.put(new Message.Answered(Optional.ofNullable(id).orElseThrow()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
