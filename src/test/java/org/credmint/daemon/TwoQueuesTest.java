// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.AuditSettings;
import org.credmint.config.ScheddQueue;
import org.credmint.event.CredentialEvent;
import org.credmint.event.Event;
import org.credmint.event.JobQueueEvent;
import org.credmint.index.HoldRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two schedds on one access point, whose jobs have the same numbers. */
class TwoQueuesTest {
  private static final Duration A_MINUTE = Duration.ofSeconds(61);
  private static final String HEADER = "107 1 CreationTimestamp 1795319385\n";

  @TempDir Path temporary;
  private TestMonitor monitor;
  private Path first;
  private Path second;
  private Path auditLog;

  @BeforeEach
  void open() throws IOException {
    auditLog = temporary.resolve("ledger");
    first = begun("job_queue.log");
    second = begun("second.log");
    monitor = new TestMonitor(temporary);
    monitor.audited(new AuditSettings(auditLog, 1 << 20, 2));
    monitor.provider(
        "scitokens", s -> TestProviders.forJobs(s, "storage.modify:/{Owner}/{ProjectName}"));
    follow("two", Optional.of("schedd2@host"));
  }

  private void follow(String localName, Optional<String> name) {
    monitor.queueLogs(
        new ScheddQueue("", first, Optional.empty()), new ScheddQueue(localName, second, name));
  }

  private Path begun(String name) throws IOException {
    return Files.writeString(temporary.resolve(name), HEADER);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void jobsOfTheSameNumberHaveTokensOfTheirOwn() {
    submit(first, "scitokens_22.0", "one");
    submit(second, "scitokens_two.22.0", "other");
    monitor
        .then(() -> assertThat(scope("scitokens_22.0")).endsWith("/one"))
        .then(() -> assertThat(scope("scitokens_two.22.0")).endsWith("/other"))
        .then(() -> add(first, "102 22.0"))
        .thenQueueGrows()
        .then(() -> assertThat(has("scitokens_22.0")).isFalse())
        .then(() -> assertThat(has("scitokens_two.22.0")).isTrue())
        .then(() -> add(second, "102 22.0"))
        .thenQueueGrows()
        .then(() -> assertThat(has("scitokens_two.22.0")).isFalse())
        .run();
    assertThat(monitor.holds).isEmpty();
    assertThat(auditLogText()).contains("\"job\":\"22.0\"", "\"job\":\"two.22.0\"");
  }

  @Test
  void aJobThatAsksByABareNameGetsNothingAndItsOwnScheddHoldsIt() {
    submit(second, "scitokens_22.0", "other");
    monitor.thenPasses(A_MINUTE).run();
    assertThat(has("scitokens_22.0")).isFalse();
    HoldRequest order = monitor.holds.get(0);
    assertThat(monitor.holds).hasSize(1);
    assertThat(order.schedd()).contains("schedd2@host");
    assertThat(order.refusals())
        .extracting(one -> one.job().toString())
        .containsExactly("two.22.0");
    assertThat(order.reason()).contains("scitokens_two.22.0", "JOB_TRANSFORM");
    assertThat(auditLogText()).doesNotContain("\"act\":\"mint\"");
    assertThat(monitor.events(JobQueueEvent.JobsHeld.class).get(0).text()).contains("two.22.0");
  }

  @Test
  void noJobKeepsATokenThatAnotherAsksForByItsName() {
    submit(first, "scitokens_22.0", "one");
    monitor
        .then(() -> assertThat(has("scitokens_22.0")).isTrue())
        .then(() -> submit(second, "scitokens_22.0", "other"))
        .thenQueueGrows()
        .then(() -> assertThat(has("scitokens_22.0")).isFalse())
        .then(() -> assertThat(held()).containsExactlyInAnyOrder("two.22.0", "22.0"))
        .then(() -> add(first, "103 22.0 JobStatus 5"))
        .then(() -> add(second, "103 22.0 JobStatus 5"))
        .thenQueueGrows()
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(has("scitokens_22.0")).isFalse())
        .then(() -> add(first, "103 22.0 JobStatus 1"))
        .thenQueueGrows()
        .then(() -> assertThat(has("scitokens_22.0")).isFalse())
        .then(() -> assertThat(held()).containsExactlyInAnyOrder("two.22.0", "22.0", "22.0"))
        .then(() -> add(second, "102 22.0"))
        .thenQueueGrows()
        .then(() -> assertThat(scope("scitokens_22.0")).endsWith("/one"))
        .run();
    assertThat(auditLogText()).contains("job two.22.0 of another schedd requests the same name");
  }

  @Test
  void anIntruderThatWasThereFirstKeepsTheOtherFromATokenToo() {
    submit(second, "scitokens_22.0", "other");
    monitor
        .then(() -> submit(first, "scitokens_22.0", "one"))
        .thenQueueGrows()
        .thenPasses(A_MINUTE)
        .run();
    assertThat(has("scitokens_22.0")).isFalse();
    assertThat(held()).containsExactlyInAnyOrder("two.22.0", "22.0");
    assertThat(monitor.events(CredentialEvent.Renewed.class)).isEmpty();
  }

  @Test
  void aJobOfThePrimaryIntrudesJustSo() {
    submit(second, "scitokens_two.22.0", "other");
    submit(first, "scitokens_two.22.0", "one");
    monitor.run();
    assertThat(has("scitokens_two.22.0")).isFalse();
    assertThat(held()).containsExactlyInAnyOrder("22.0", "two.22.0");
  }

  @Test
  void aScheddWhoseNameCannotBeInACredentialsGetsNoTokensAndMixesNone() {
    follow("t.wo", Optional.of("schedd2@host"));
    submit(first, "scitokens_22.0", "one");
    submit(second, "scitokens_22.0", "other");
    monitor.run();
    assertThat(has("scitokens_22.0")).isFalse();
    assertThat(held()).containsExactlyInAnyOrder("t.wo.22.0", "22.0");
    assertThat(monitor.holds.get(0).reason()).contains("local name", "must change it");
  }

  @Test
  void aScheddWithoutANameOfItsOwnIsNotAskedToHoldAnything() {
    follow("two", Optional.empty());
    submit(second, "scitokens_22.0", "other");
    monitor.run();
    assertThat(monitor.holds).isEmpty();
    assertThat(monitor.events(JobQueueEvent.JobsNotHeld.class))
        .singleElement()
        .extracting(Event::text)
        .asString()
        .contains("SCHEDD_NAME");
  }

  @Test
  void whileAQueueIsUnknownThatIsThereNobodyGetsAnythingAndNothingIsRemoved() throws IOException {
    submit(first, 7, "scitokens_7.0", "old");
    monitor.run();
    assertThat(has("scitokens_7.0")).isTrue();
    follow("two", Optional.of("schedd2@host")); // as a new process does
    Files.writeString(first, HEADER);
    Files.writeString(second, "something else\n");
    submit(first, "scitokens_22.0", "one");
    monitor
        .thenPasses(A_MINUTE)
        .then(() -> assertThat(has("scitokens_22.0")).isFalse())
        .then(() -> assertThat(has("scitokens_7.0")).isTrue())
        .then(() -> write(second, HEADER))
        .thenQueueGrows()
        .then(() -> assertThat(has("scitokens_22.0")).isTrue())
        .then(() -> assertThat(has("scitokens_7.0")).isFalse())
        .run();
    assertThat(monitor.events(JobQueueEvent.QueueUnreadable.class)).hasSize(1);
  }

  @Test
  void aQueueThatDoesNotExistKeepsNobodyFromTokensAndItsFilesStay() throws IOException {
    Files.delete(second);
    submit(first, "scitokens_22.0", "one");
    monitor.file("alice", "scitokens_two.7.0.use", "old").thenPasses(A_MINUTE).run();
    assertThat(has("scitokens_22.0")).isTrue();
    assertThat(has("scitokens_two.7.0")).isTrue();
  }

  @Test
  void aQueueThatFailsLaterStopsOnlyItself() {
    submit(second, "scitokens_two.22.0", "other");
    monitor
        .then(() -> write(second, "something else\n"))
        .then(() -> submit(first, "scitokens_22.0", "one"))
        .thenQueueGrows()
        .then(() -> assertThat(has("scitokens_22.0")).isTrue())
        .thenPasses(Duration.ofSeconds(700))
        .then(() -> assertThat(has("scitokens_two.22.0")).isTrue())
        .run();
    assertThat(monitor.events(JobQueueEvent.QueueUnreadable.class)).hasSize(1);
  }

  @Test
  void theFilesOfAScheddThatIsNoLongerThereStayUntilTheyDie() {
    submit(second, "scitokens_two.22.0", "other");
    monitor
        .then(() -> monitor.queueLogs(new ScheddQueue("", first, Optional.empty())))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup())
        .thenPasses(A_MINUTE)
        .thenPasses(Duration.ofSeconds(700))
        .then(() -> assertThat(has("scitokens_two.22.0")).isTrue())
        .run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(1);
  }

  private void submit(Path log, String words, String project) {
    submit(log, 22, words, project);
  }

  private void submit(Path log, int cluster, String words, String project) {
    String text =
        "105 \n101 022.-1 Job Machine\n101 22.0 Job Machine\n103 022.-1 Owner \"alice\"\n"
            + "103 022.-1 ProjectName \"%s\"\n103 22.0 OAuthServicesNeeded \"WORDS\"\n"
                .formatted(project)
            + "103 22.0 JobStatus 1\n106 ";
    add(log, text.replace("22.", cluster + ".").replace("WORDS", words));
  }

  private static void add(Path log, String text) {
    try {
      Files.writeString(log, text + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path log, String text) {
    try {
      Files.writeString(log, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> held() {
    return monitor.holds.stream()
        .flatMap(order -> order.refusals().stream())
        .map(one -> one.job().toString())
        .toList();
  }

  private String scope(String stem) {
    return monitor.token("alice", stem).orElseThrow().claims().scope();
  }

  private boolean has(String stem) {
    return Files.exists(monitor.directory.resolve("alice").resolve(stem + ".use"));
  }

  private String auditLogText() {
    try {
      return Files.readString(auditLog);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
