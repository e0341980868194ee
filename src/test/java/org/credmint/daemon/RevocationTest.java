// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.search.AuditFiles;
import org.credmint.config.AuditSettings;
import org.credmint.control.ControlDirectory;
import org.credmint.control.RecordFile;
import org.credmint.credential.JobId;
import org.credmint.event.ControlEvent;
import org.credmint.event.CredentialEvent;
import org.credmint.os.Host;
import org.credmint.request.CredentialFilter;
import org.credmint.revocation.Revocation;
import org.credmint.revocation.RevocationFile;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken back is neither issued nor renewed, whatever kind of credential it is. */
class RevocationTest {
  private static final Duration RENEWAL = Duration.ofSeconds(700);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final CredentialFilter MALLORY =
      new CredentialFilter(
          Optional.of("mallory"), Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir Path temporary;
  private final Host host = Host.create();
  private final List<String> seen = new ArrayList<>();
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary).controlled();
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  private static Revocation of(
      CredentialFilter filter, Optional<String> tokenId, Optional<String> keyId, boolean withdraw) {
    Instant since = Instant.parse("2026-11-22T00:00:00Z");
    return new Revocation("R1", filter, tokenId, keyId, since, "stolen", "root", withdraw);
  }

  private static Revocation ofMallory(boolean withdraw) {
    return of(MALLORY, Optional.empty(), Optional.empty(), withdraw);
  }

  private void revoke(Revocation one) {
    change(before -> List.of(one));
  }

  private void change(UnaryOperator<List<Revocation>> change) {
    try {
      new RevocationFile(host).change(monitor.controlDirectory, change);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path list() {
    return monitor.controlDirectory.resolve(RevocationFile.NAME);
  }

  private void damage() {
    try {
      byte[] whole = Files.readAllBytes(list());
      Files.write(list(), java.util.Arrays.copyOf(whole, whole.length / 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(String user) {
    seen.add(monitor.jti(user, "scitokens"));
  }

  private StatusReport last() {
    return monitor.reports.get(monitor.reports.size() - 1);
  }

  @Test
  void aRevokedUserIsNotRenewedWhileOthersAreAndLiftingResumes() {
    monitor
        .request("mallory", "scitokens")
        .request("bob", "scitokens")
        .then(() -> note("mallory"))
        .then(() -> note("bob"))
        .then(() -> revoke(ofMallory(false)))
        .thenPasses(RENEWAL)
        .then(() -> assertThat(monitor.jti("mallory", "scitokens")).isEqualTo(seen.get(0)))
        .then(() -> assertThat(monitor.jti("bob", "scitokens")).isNotEqualTo(seen.get(1)))
        .then(() -> change(before -> List.of()))
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.jti("mallory", "scitokens")).isNotEqualTo(seen.get(0));
    assertThat(monitor.events(CredentialEvent.Refused.class))
        .singleElement()
        .satisfies(
            event -> assertThat(event.text()).contains("revocation R1", "user mallory", "stolen"));
    assertThat(monitor.events(ControlEvent.TakenBack.class)).hasSize(1);
    assertThat(monitor.events(ControlEvent.Lifted.class)).hasSize(1);
  }

  @Test
  void itHoldsFromTheStartAndForEachKindOfCredential() {
    NoteProvider notes = new NoteProvider("notes");
    revoke(ofMallory(false));
    monitor
        .serve(notes)
        .request("mallory", "notes")
        .request("mallory", "scitokens")
        .request("bob", "notes")
        .thenPasses(Duration.ofSeconds(6))
        .run();
    assertThat(monitor.directory.resolve("mallory/notes.use")).doesNotExist();
    assertThat(monitor.directory.resolve("mallory/scitokens.use")).doesNotExist();
    assertThat(monitor.directory.resolve("bob/notes.use")).exists();
    assertThat(last().credentials())
        .filteredOn(one -> one.condition() == Condition.REFUSED)
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.reason()).contains("revocation R1"));
  }

  @Test
  void whatIsRevokedWhileABatchIsUnderWayIsNotWritten() throws IOException {
    NoteProvider notes = new NoteProvider("notes");
    notes.whileIssuing = () -> revoke(ofMallory(false));
    Path log = temporary.resolve("Log");
    monitor
        .serve(notes)
        .audited(new AuditSettings(log, 0, 0))
        .request("mallory", "notes")
        .request("bob", "notes")
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.directory.resolve("mallory/notes.use")).doesNotExist();
    assertThat(monitor.directory.resolve("bob/notes.use")).exists();
    assertThat(Files.readString(log))
        .contains("\"act\":\"refusal\",\"provider\":\"notes\",\"user\":\"mallory\"")
        .doesNotContain("\"act\":\"mint\",\"provider\":\"notes\",\"user\":\"mallory\"");
  }

  @Test
  void whatIsRevokedWhileItIsRecordedIsNotWrittenAndTheAuditLogSaysSo() throws IOException {
    NoteProvider notes = new NoteProvider("notes");
    notes.beforeRecord = () -> revoke(ofMallory(false));
    Path log = temporary.resolve("Log");
    monitor
        .serve(notes)
        .audited(new AuditSettings(log, 0, 0))
        .request("mallory", "notes")
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.directory.resolve("mallory/notes.use")).doesNotExist();
    assertThat(Files.readAllLines(log))
        .anyMatch(line -> line.contains("\"act\":\"mint\""))
        .anyMatch(line -> line.contains("\"act\":\"failure\"") && line.contains("revocation R1"));
  }

  @Test
  void aFileOfUsersThatJobsLeftBehindIsWithdrawnToo() throws IOException {
    monitor
        .request("mallory", "scitokens")
        .then(
            () ->
                monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data")))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup())
        .then(() -> assertThat(monitor.token("mallory", "scitokens")).isPresent())
        .then(() -> revoke(ofMallory(true)))
        .thenPasses(LOOK)
        .run();
    assertThat(Files.readString(monitor.directory.resolve("mallory/scitokens.use")))
        .doesNotContain("eyJ");
  }

  @Test
  void aFileThatIsNoTokenIsWithdrawnToo() {
    monitor
        .request("mallory", "scitokens")
        .then(() -> revoke(ofMallory(false)))
        .thenPasses(LOOK)
        .then(() -> monitor.file("mallory", "scitokens.use", "garbage"))
        .then(() -> revoke(ofMallory(true)))
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.directory.resolve("mallory/scitokens.use")).doesNotExist();
  }

  @Test
  void aFileIsWithdrawnOnlyIfAsked() {
    monitor
        .request("mallory", "scitokens")
        .then(() -> revoke(ofMallory(false)))
        .thenPasses(LOOK)
        .then(() -> note("mallory"))
        .then(() -> revoke(ofMallory(true)))
        .thenPasses(LOOK)
        .then(() -> assertThat(monitor.token("mallory", "scitokens")).isEmpty())
        .thenPasses(Duration.ofSeconds(61))
        .run();
    assertThat(monitor.token("mallory", "scitokens")).isEmpty();
    assertThat(monitor.events(CredentialEvent.Lost.class)).isEmpty();
  }

  @Test
  void aJobThatHasATokenGoesOnAndOneThatHasNoneIsHeld() {
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.queue().job("mallory", "12.0");
    monitor
        .then(() -> revoke(ofMallory(false)))
        .thenPasses(LOOK)
        .then(() -> assertThat(monitor.holds).isEmpty())
        .then(() -> monitor.queue().job("mallory", "13.0"))
        .thenQueueGrows()
        .run();
    assertThat(monitor.token("mallory", "scitokens_12.0")).isPresent();
    assertThat(monitor.holds)
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.refusals().get(0).job()).isEqualTo(new JobId(13, 0));
              assertThat(hold.reason()).contains("revocation R1", "stolen");
            });
  }

  @Test
  void aJobWhoseTokenIsWithdrawnIsHeld() {
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.queue().job("mallory", "12.0");
    monitor
        .then(() -> revoke(ofMallory(true)))
        .thenPasses(LOOK)
        .then(() -> assertThat(monitor.holds).hasSize(1))
        .then(() -> change(before -> List.of()))
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.token("mallory", "scitokens_12.0")).isPresent();
  }

  @Test
  void aSingleTokenIsReplacedByAnother() {
    monitor
        .request("mallory", "scitokens")
        .request("bob", "scitokens")
        .then(() -> note("mallory"))
        .then(() -> note("bob"))
        .then(
            () ->
                revoke(of(CredentialFilter.ALL, Optional.of(seen.get(0)), Optional.empty(), false)))
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.jti("mallory", "scitokens")).isNotEqualTo(seen.get(0));
    assertThat(monitor.jti("bob", "scitokens")).isEqualTo(seen.get(1));
  }

  @Test
  void nothingIsSignedWithARevokedKey() {
    monitor
        .request("bob", "scitokens")
        .then(
            () ->
                revoke(
                    of(
                        CredentialFilter.ALL,
                        Optional.empty(),
                        monitor.token("bob", "scitokens").orElseThrow().keyId(),
                        false)))
        .then(() -> note("bob"))
        .thenPasses(RENEWAL)
        .run();
    assertThat(monitor.jti("bob", "scitokens")).isEqualTo(seen.get(0));
    assertThat(monitor.events(CredentialEvent.Refused.class)).hasSize(1);
  }

  @Test
  void whileTheListCannotBeReadTheLastOneHolds() {
    monitor
        .request("mallory", "scitokens")
        .request("bob", "scitokens")
        .then(() -> note("mallory"))
        .then(() -> note("bob"))
        .then(() -> revoke(ofMallory(false)))
        .thenPasses(LOOK)
        .then(this::damage)
        .thenPasses(RENEWAL)
        .then(() -> assertThat(monitor.jti("mallory", "scitokens")).isEqualTo(seen.get(0)))
        .then(() -> assertThat(monitor.jti("bob", "scitokens")).isNotEqualTo(seen.get(1)))
        .thenPasses(Duration.ofSeconds(6))
        .then(() -> assertThat(last().problemAlarm()).isEqualTo(Alarm.CRITICAL))
        .then(() -> assertThat(list().toFile().delete()).isTrue())
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.jti("mallory", "scitokens")).as("it has vanished").isEqualTo(seen.get(0));
  }

  @Test
  void atAStartWithADamagedListNothingIsIssuedUntilItIsRepaired() throws IOException {
    revoke(ofMallory(false));
    byte[] whole = Files.readAllBytes(list());
    damage();
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.queue().job("bob", "12.0");
    monitor
        .thenPasses(Duration.ofSeconds(6))
        .then(() -> assertThat(monitor.token("bob", "scitokens_12.0")).isEmpty())
        .then(() -> assertThat(monitor.holds).isEmpty())
        .then(() -> assertThat(last().problemAlarm()).isEqualTo(Alarm.CRITICAL))
        .then(() -> write(whole))
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.token("bob", "scitokens_12.0")).isPresent();
    assertThat(monitor.events(ControlEvent.RevocationsUnreadable.class)).hasSize(1);
    assertThat(monitor.events(ControlEvent.RevocationsRecovered.class)).hasSize(1);
  }

  @Test
  void aJobIsHeldWhenItsTokenHasExpired() {
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.queue().job("mallory", "12.0");
    monitor
        .then(() -> revoke(ofMallory(false)))
        .thenPasses(LOOK)
        .then(() -> assertThat(monitor.holds).isEmpty())
        .thenPasses(TestMonitor.LIFETIME)
        .run();
    assertThat(monitor.holds).hasSize(1);
  }

  @Test
  void anotherDirectoryHasTheOldListUntilItHasItsOwn() {
    monitor
        .request("mallory", "scitokens")
        .then(() -> note("mallory"))
        .then(() -> revoke(ofMallory(false)))
        .thenPasses(LOOK)
        .then(() -> monitor.controlDirectory = temporary.resolve("other"))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup())
        .thenPasses(RENEWAL)
        .then(() -> assertThat(monitor.jti("mallory", "scitokens")).isEqualTo(seen.get(0)))
        .then(() -> change(before -> List.of()))
        .thenPasses(LOOK)
        .run();
    assertThat(monitor.jti("mallory", "scitokens")).isNotEqualTo(seen.get(0));
    assertThat(monitor.events(ControlEvent.RevocationsUnreadable.class)).hasSize(1);
  }

  @Test
  void aListThatIsMissingBesideItsCopyIsAFault() {
    revoke(ofMallory(false));
    assertThat(list().toFile().delete()).isTrue();
    monitor.request("bob", "scitokens").thenPasses(Duration.ofSeconds(6)).run();
    assertThat(monitor.token("bob", "scitokens")).isEmpty();
    assertThat(last().problemAlarm()).isEqualTo(Alarm.CRITICAL);
  }

  private void write(byte[] content) {
    try {
      Files.write(list(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path leaveRecord() throws IOException {
    AuditEntry entry =
        new AuditEntry(
            AuditEntry.Act.REVOCATION,
            "",
            "mallory",
            Optional.empty(),
            AuditEntry.Claims.NONE,
            "revocation R1",
            "by root: stolen");
    try (ControlDirectory open = ControlDirectory.make(host, monitor.controlDirectory)) {
      return monitor.controlDirectory.resolve(
          RecordFile.leave(open, "one", TestMonitor.START, entry));
    }
  }

  @Test
  void aRecordStaysUntilTheAuditLogHasItOnTheDiskAndIsThereOnce() throws IOException {
    Path log = temporary.resolve("Logs").resolve("Log");
    Path record = leaveRecord();
    monitor
        .audited(new AuditSettings(log, 0, 0))
        .thenPasses(Duration.ofSeconds(6))
        .then(() -> assertThat(record).exists())
        .then(() -> assertThat(log.getParent().toFile().mkdir()).isTrue())
        .thenPasses(Duration.ofMinutes(2))
        .run();
    assertThat(record).doesNotExist();
    assertThat(Files.readString(log)).containsOnlyOnce("by root: stolen");
  }

  @Test
  void recordsOfCommandsReachTheAuditLogAndADamagedOneStays() throws IOException {
    Path log = temporary.resolve("Log");
    leaveRecord();
    Path damaged = monitor.controlDirectory.resolve("two.record");
    Files.writeString(damaged, "{\"time\":");
    monitor.audited(new AuditSettings(log, 0, 0)).thenPasses(LOOK).run();
    assertThat(Files.readString(log))
        .containsOnlyOnce("\"act\":\"revocation\",\"user\":\"mallory\"")
        .contains("by root: stolen");
    assertThat(AuditFiles.ofAuditLog(log).verify(Optional.empty()).isIntact()).isTrue();
    assertThat(monitor.controlDirectory.resolve("one.record")).doesNotExist();
    assertThat(damaged).exists();
    assertThat(monitor.events(ControlEvent.NotRecorded.class)).hasSize(1);
  }
}
