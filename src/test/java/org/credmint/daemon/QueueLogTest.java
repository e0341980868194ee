package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.credmint.event.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitor over a job queue log as the schedd writes it. */
class QueueLogTest {
  private static final Message GREW = new Message.QueueGrew();

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
  void a_provider_that_jobs_ask_in_vain_is_told_once_and_others_are_served() {
    begin();
    submit(12, "nobody_12.0 scitokens_12.0");
    monitor
        .then(() -> submit(13, "nobody_13.0 scitokens_13.0"))
        .thenComes(GREW)
        .then(this::begin)
        .then(() -> submit(14, "nobody_14.0 scitokens_14.0"))
        .thenComes(GREW)
        .run();
    assertThat(monitor.events(Event.JobAskedInVain.class))
        .extracting(Event::text)
        .singleElement()
        .asString()
        .contains("Job 12.0 (owner alice)", "nobody_12.0");
    assertThat(monitor.token("alice", "scitokens_12.0")).isEmpty(); // it left with the old log
    assertThat(monitor.token("alice", "scitokens_14.0")).isPresent();
  }

  @Test
  void a_reload_that_adds_the_provider_gives_its_jobs_their_tokens_and_tells_nothing_again() {
    begin();
    submit(12, "chem_12.0 nobody_12.0");
    monitor
        .then(() -> assertThat(monitor.events(Event.JobAskedInVain.class)).hasSize(2))
        .then(
            () -> {
              monitor.provider("chem", s -> TestProviders.forJobs(s, "storage.read:/chem"));
              monitor.reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Hangup())
        .then(() -> assertThat(monitor.token("alice", "chem_12.0")).isPresent())
        .then(() -> submit(13, "chem_13.0"))
        .thenComes(GREW)
        .run();
    assertThat(monitor.token("alice", "chem_13.0")).isPresent();
    assertThat(monitor.events(Event.JobAskedInVain.class)).hasSize(2);
  }

  @Test
  void on_a_new_pool_the_log_is_awaited_and_read_as_soon_as_it_is_there() {
    monitor
        .then(() -> assertThat(monitor.events(Event.Ready.class)).hasSize(1))
        .thenPasses(Duration.ofMinutes(4))
        .then(this::begin)
        .then(() -> submit(1, "scitokens_1.0"))
        .thenPasses(Duration.ofSeconds(2))
        .run();
    assertThat(monitor.token("alice", "scitokens_1.0")).isPresent();
    assertThat(monitor.events(Event.QueueAwaited.class)).hasSize(1);
    assertThat(monitor.events(Event.QueueReadable.class)).hasSize(1);
    assertThat(monitor.events(Event.QueueUnreadable.class)).isEmpty();
  }

  @Test
  void a_log_that_does_not_come_is_an_error_after_some_minutes() {
    monitor
        .file("alice", "scitokens_7.0.use", "whose?")
        .thenPasses(Duration.ofMinutes(6))
        .thenPasses(Duration.ofMinutes(6))
        .run();
    assertThat(monitor.events(Event.QueueAwaited.class)).hasSize(1);
    assertThat(monitor.events(Event.QueueUnreadable.class))
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
