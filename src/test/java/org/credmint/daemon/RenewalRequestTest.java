// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.credmint.audit.line.AuditEntry;
import org.credmint.config.AuditSettings;
import org.credmint.control.ControlDirectory;
import org.credmint.control.RecordFile;
import org.credmint.credential.CredentialId;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.lane.Lane;
import org.credmint.os.Host;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator wants renewed is renewed at once, and the answer says so. */
class RenewalRequestTest {
  private static final Duration LOOK = Duration.ofSeconds(2);

  @TempDir Path temporary;
  private final Host host = Host.create();
  private final NoteProvider notes = new NoteProvider("notes");
  private TestMonitor monitor;
  private String before = "";
  private String other = "";

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary).controlled().serve(notes);
    monitor.request("alice", "scitokens").request("bob", "scitokens");
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  private void ask(String user, String provider) {
    AuditEntry entry =
        new AuditEntry(
            AuditEntry.Act.REQUEST,
            provider,
            user,
            Optional.empty(),
            AuditEntry.Claims.NONE,
            "",
            "renewal, by root");
    try (ControlDirectory open = ControlDirectory.make(host, monitor.controlDirectory)) {
      RecordFile.leave(open, "one", monitor.now(), entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer() {
    try {
      Path file = monitor.controlDirectory.resolve("one.answer");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void onlyWhatMatchesIsRenewedAndTheRequestIsInTheAuditLog() throws IOException {
    Path log = temporary.resolve("Log");
    monitor
        .audited(new AuditSettings(log, 0, 0))
        .then(() -> before = monitor.jti("alice", "scitokens"))
        .then(() -> other = monitor.jti("bob", "scitokens"))
        .then(() -> ask("alice", ""))
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.jti("alice", "scitokens")).isNotEqualTo(before);
    assertThat(monitor.jti("bob", "scitokens")).isEqualTo(other);
    assertThat(answer())
        .startsWith("0\nalice/scitokens renewed, valid until 2026-11-22T00:")
        .contains("jti " + monitor.jti("alice", "scitokens"))
        .endsWith("\n1 renewed, 0 not\n");
    assertThat(Files.readString(log)).contains("\"act\":\"request\",\"user\":\"alice\"");
  }

  @Test
  void whatCannotBeRenewedIsToldWithTheReason() {
    monitor
        .request("alice", "notes")
        .then(() -> notes.failures.add(new Failed(FailureKind.TRANSIENT, "no ink")))
        .then(() -> ask("alice", ""))
        .thenPasses(LOOK)
        .run();
    assertThat(answer())
        .startsWith("1\n")
        .contains("alice/notes not renewed: no ink\n")
        .endsWith("\n1 renewed, 1 not\n");
  }

  @Test
  void whereNothingMatchesThatIsTheAnswer() {
    monitor.then(() -> ask("carol", "")).thenPasses(LOOK).run();
    assertThat(answer()).isEqualTo("1\n0 renewed, 0 not\n");
  }

  @Test
  void oneThatSomebodyElseIsAskedForIsAwaited() {
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    BlockingQueue<CredentialId> told = new LinkedBlockingQueue<>();
    try (Lane lane =
        new Lane("slow", 2, Duration.ofHours(1), (id, successor) -> Optional.empty(), told::add)) {
      monitor.serve(new NoteProvider("slow", lane, answers, monitor::now));
      monitor
          .request("alice", "slow")
          .then(() -> OtherKindTest.answerOne(monitor, answers, told))
          .then(() -> ask("alice", "slow"))
          .thenPasses(LOOK)
          .then(() -> assertThat(answer()).isEmpty())
          .then(() -> OtherKindTest.answerOne(monitor, answers, told))
          .run();
    }
    assertThat(answer()).contains("alice/slow renewed").endsWith("\n1 renewed, 0 not\n");
  }
}
