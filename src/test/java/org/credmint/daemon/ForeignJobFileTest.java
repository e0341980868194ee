// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.credmint.config.AuditSettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are named like a job's credential and that no job asks for: what we made goes, by the
 * audit log's word or by our signature, and anything else stays.
 */
class ForeignJobFileTest {
  private static final Duration A_MINUTE = Duration.ofSeconds(61);
  private static final String TEMPLATE = "storage.read:/data";

  @TempDir Path temporary;
  private Path log;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    log = temporary.resolve("AuditLog");
    monitor = new TestMonitor(temporary);
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, TEMPLATE));
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  // What is not ours

  static List<Named<Consumer<ForeignJobFileTest>>> foreign() {
    return List.of(
        Named.of("no token", t -> t.monitor.file("alice", "scitokens_42.use", "theirs")),
        Named.of("an empty file", t -> t.monitor.file("alice", "scitokens_42.use", "")),
        Named.of("a token of another key", t -> t.copy(t.tokenOfAnotherKey(), "alice", "42")),
        Named.of("a link to a token of ours", t -> t.link(t.ourToken(), "42")));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void whatWeDidNotMakeStaysByteForByteAndIsToldOnce(Consumer<ForeignJobFileTest> put)
      throws IOException {
    put.accept(this);
    byte[] before = Files.readAllBytes(file("alice", "42"));
    int removed = monitor.events(DirectoryEvent.Removed.class).size();
    keepRunning();
    assertThat(Files.readAllBytes(file("alice", "42"))).isEqualTo(before);
    assertThat(monitor.events(DirectoryEvent.Removed.class)).hasSize(removed);
    assertThat(monitor.events(DirectoryEvent.NotRemoved.class)).isEmpty();
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class))
        .singleElement()
        .satisfies(event -> assertThat(event.level()).isEqualTo(Level.WARNING))
        .satisfies(
            event ->
                assertThat(event.text())
                    .contains("alice/scitokens_42.use", "no job requests", "delete-oauth"));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void theSameWhereTheAuditLogIsKept(Consumer<ForeignJobFileTest> put) throws IOException {
    audited();
    whatWeDidNotMakeStaysByteForByteAndIsToldOnce(put);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice 43", "bob 42", "bob 12.0"})
  void aTokenOfOursUnderAnotherNameIsNotOursByTheAuditLog(String userAndJob) throws IOException {
    audited();
    String user = userAndJob.split(" ", -1)[0];
    String job = userAndJob.split(" ", -1)[1];
    copy(ourToken(), user, job);
    keepRunning();
    assertThat(file(user, job)).exists();
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).hasSize(1);
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class).get(0).text())
        .contains("audit log");
  }

  @Test
  void aTokenByOurKeyOfWhichTheAuditLogDoesNotTellIsNotOurs() throws IOException {
    audited();
    leftFromEarlier("12.1");
    monitor.notAudited();
    copy(ourToken(), "alice", "42");
    audited();
    keepRunning();
    assertThat(file("alice", "42")).exists();
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).hasSize(1);
  }

  @Test
  void aCopyThatAUserStoredIsNotOursThoughOursIsTheSignature() throws IOException {
    Path copy = copy(ourToken(), "alice", "43");
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    keepRunning();
    assertThat(copy).exists();
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).hasSize(1);
  }

  @Test
  void whatItsOwnerRenewsIsNotToldAgain() {
    monitor
        .file("alice", "scitokens_42.use", "first")
        .then(() -> monitor.file("alice", "scitokens_42.use.new", "second"))
        .then(() -> rename("scitokens_42.use.new", "scitokens_42.use"))
        .thenPasses(A_MINUTE)
        .thenComes(new Message.Sighup())
        .thenPasses(A_MINUTE)
        .run();
    assertThat(content("42")).isEqualTo("second");
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).hasSize(1);
  }

  @Test
  void oneThatCameBackAfterItHadGoneIsToldAgain() {
    monitor
        .file("alice", "scitokens_42.use", "first")
        .then(() -> delete(file("alice", "42")))
        .thenPasses(A_MINUTE)
        .thenPasses(A_MINUTE)
        .then(() -> monitor.file("alice", "scitokens_42.use", "second"))
        .thenPasses(A_MINUTE)
        .thenPasses(A_MINUTE)
        .run();
    assertThat(content("42")).isEqualTo("second");
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).hasSize(2);
  }

  @Test
  void whatStandsUnderANameThatAJobAsksForIsReplaced() {
    monitor
        .file("alice", "scitokens_42.0.use", "theirs")
        .then(() -> monitor.queue().job("alice", "42.0"))
        .thenQueueGrows()
        .run();
    assertThat(monitor.token("alice", "scitokens_42.0")).isPresent();
    assertThat(monitor.events(CredentialEvent.Replacing.class)).hasSize(1);
  }

  @Test
  void aFileThatSomebodyPutInPlaceOfOursStaysWhenTheJobLeaves() {
    monitor.queue().job("alice", "12.0");
    monitor
        .then(() -> monitor.file("alice", "new", "theirs"))
        .then(() -> rename("new", "scitokens_12.0.use"))
        .then(() -> monitor.queue().leaves("alice", "12.0"))
        .thenQueueGrows()
        .run();
    assertThat(content("12.0")).isEqualTo("theirs");
    assertThat(monitor.events(DirectoryEvent.Removed.class)).isEmpty();
  }

  // What is ours

  @Test
  void aTokenOfWhichTheAuditLogTellsGoesAlsoWithAnotherModeAndKey() throws IOException {
    audited();
    Path token = ourToken();
    Path copy = copy(token, "alice", "12.0");
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    monitor.provider("scitokens", s -> withAnotherKey(s));
    keepRunning();
    assertThat(copy).doesNotExist();
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).isEmpty();
  }

  @Test
  void aTokenThatIsOlderThanTheAuditLogGoesByItsSignature() throws IOException {
    leftFromEarlier("12.0");
    audited();
    monitor.queue().job("alice", "12.1");
    keepRunning();
    assertThat(file("alice", "12.0")).doesNotExist();
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).isEmpty();
  }

  @Test
  void nothingGoesWhileTheAuditLogCannotBeRead() throws IOException {
    audited();
    leftFromEarlier("12.0");
    Path away = temporary.resolve("away");
    Files.move(log, away);
    Files.createDirectory(log);
    monitor
        .then(() -> assertThat(file("alice", "12.0")).exists())
        .then(() -> replace(log, away))
        .thenPasses(Duration.ofSeconds(600))
        .run();
    assertThat(file("alice", "12.0")).doesNotExist();
    assertThat(monitor.events(DirectoryEvent.NotRemoved.class))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.text()).contains("audit log cannot be read"));
    assertThat(monitor.events(DirectoryEvent.ForeignFile.class)).isEmpty();
  }

  // The stage

  private void audited() {
    monitor.audited(new AuditSettings(log, 1 << 20, 2));
  }

  private void keepRunning() {
    monitor
        .thenPasses(A_MINUTE)
        .thenComes(new Message.Sighup())
        .thenPasses(A_MINUTE)
        .thenPasses(Duration.ofSeconds(1300))
        .run();
  }

  /** A job's file of an earlier run, whose job has left. */
  private void leftFromEarlier(String job) {
    monitor.queue().job("alice", job);
    monitor.thenPasses(Duration.ofSeconds(2)).run();
    monitor.queue().leavesUnseen("alice", job);
    assertThat(file("alice", job)).exists();
  }

  /** A token that an earlier run issued for job 12.0 of alice, moved out of the way. */
  private Path ourToken() {
    leftFromEarlier("12.0");
    Path kept = temporary.resolve("kept");
    replace(kept, file("alice", "12.0"));
    return kept;
  }

  private Path tokenOfAnotherKey() {
    monitor.provider("scitokens", ForeignJobFileTest::withAnotherKey);
    Path token = ourToken();
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, TEMPLATE));
    return token;
  }

  private static ProviderSettings withAnotherKey(ProviderSettings s) {
    Path key = s.key().privateKey().resolveSibling("another.pem");
    return TestProviders.forJobs(TestProviders.withKey(s, key), TEMPLATE);
  }

  private Path copy(Path token, String user, String job) {
    try {
      monitor.user(user);
      return Files.copy(token, file(user, job), StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void link(Path token, String job) {
    try {
      Files.createSymbolicLink(file("alice", job), token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rename(String from, String to) {
    Path directory = monitor.directory.resolve("alice");
    replace(directory.resolve(to), directory.resolve(from));
  }

  private static void replace(Path to, Path from) {
    try {
      Files.deleteIfExists(to);
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String content(String job) {
    try {
      return Files.readString(file("alice", job));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String user, String job) {
    return monitor.directory.resolve(user).resolve("scitokens_" + job + ".use");
  }
}
