// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.event.JobQueueEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitor over a job queue log as the schedd writes it. */
class QueueLogTest {

  @TempDir Path temporary;
  private TestMonitor monitor;
  private Path log;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary);
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    log = monitor.queueLog();
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void aProviderThatJobsAskInVainIsToldOnceAndOthersAreServed() {
    begin();
    submit(12, "nobody_12.0 scitokens_12.0");
    monitor
        .then(() -> submit(13, "nobody_13.0 scitokens_13.0"))
        .thenQueueGrows()
        .then(this::begin)
        .then(() -> submit(14, "nobody_14.0 scitokens_14.0"))
        .thenQueueGrows()
        .run();
    assertThat(monitor.events(JobQueueEvent.UnknownProviderRequested.class))
        .extracting(Event::text)
        .singleElement()
        .asString()
        .contains("Job 12.0 (owner alice)", "nobody_12.0");
    assertThat(monitor.token("alice", "scitokens_12.0")).isEmpty(); // it left with the old log
    assertThat(monitor.token("alice", "scitokens_14.0")).isPresent();
  }

  @Test
  void aReloadThatAddsTheProviderGivesItsJobsTheirTokensAndTellsNothingAgain() {
    begin();
    submit(12, "chem_12.0 nobody_12.0");
    monitor
        .then(
            () ->
                assertThat(monitor.events(JobQueueEvent.UnknownProviderRequested.class)).hasSize(2))
        .then(
            () -> {
              monitor.provider("chem", s -> TestProviders.forJobs(s, "storage.read:/chem"));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Sighup())
        .then(() -> assertThat(monitor.token("alice", "chem_12.0")).isPresent())
        .then(() -> submit(13, "chem_13.0"))
        .thenQueueGrows()
        .run();
    assertThat(monitor.token("alice", "chem_13.0")).isPresent();
    assertThat(monitor.events(JobQueueEvent.UnknownProviderRequested.class)).hasSize(2);
  }

  @Test
  void onANewPoolTheLogIsAwaitedAndReadAsSoonAsItIsThere() {
    monitor
        .then(() -> assertThat(monitor.events(DaemonEvent.Ready.class)).hasSize(1))
        .thenPasses(Duration.ofMinutes(4))
        .then(this::begin)
        .then(() -> submit(1, "scitokens_1.0"))
        .thenPasses(Duration.ofSeconds(2))
        .run();
    assertThat(monitor.token("alice", "scitokens_1.0")).isPresent();
    assertThat(monitor.events(JobQueueEvent.QueueLogAwaited.class)).hasSize(1);
    assertThat(monitor.events(JobQueueEvent.QueueReadable.class)).hasSize(1);
    assertThat(monitor.events(JobQueueEvent.QueueUnreadable.class)).isEmpty();
  }

  @Test
  void aLogThatDoesNotComeIsAnErrorAfterSomeMinutes() {
    monitor
        .file("alice", "scitokens_7.0.use", "whose?")
        .thenPasses(Duration.ofMinutes(6))
        .thenPasses(Duration.ofMinutes(6))
        .run();
    assertThat(monitor.events(JobQueueEvent.QueueLogAwaited.class)).hasSize(1);
    assertThat(monitor.events(JobQueueEvent.QueueUnreadable.class))
        .singleElement()
        .satisfies(event -> assertThat(event.reason()).contains(log.toString(), "JOB_QUEUE_LOG"));
    assertThat(monitor.directory.resolve("alice/scitokens_7.0.use")).exists();
  }

  /** A new file, as when the schedd starts or cleans its log. */
  private void begin() {
    write("107 1 CreationTimestamp 1795319385\n101 0.0 Job Machine\n", true);
  }

  private void submit(int cluster, String services) {
    String text =
        """
        105\s
        101 0%1$d.-1 Job Machine
        101 %1$d.0 Job Machine
        103 0%1$d.-1 Owner "alice"
        103 %1$d.0 OAuthServicesNeeded "%2$s"
        103 %1$d.0 JobStatus 1
        106\s
        """;
    write(text.formatted(cluster, services), false);
  }

  private void write(String text, boolean anew) {
    try {
      if (anew) {
        Files.deleteIfExists(log);
      }
      Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
