package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        .contains("Job 12.0 of alice", "nobody_12.0");
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
