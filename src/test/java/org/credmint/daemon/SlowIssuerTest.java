// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.credmint.event.CredentialEvent;
import org.credmint.event.Event;
import org.credmint.issue.lane.Lane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An issuer that hangs, on the daemon's own threads. */
final class SlowIssuerTest {
  private static final int HUNG = 50;
  private static final Duration CALL_LIMIT = Duration.ofMinutes(10);
  private static final Duration FAR_BELOW_THE_CALL_LIMIT = Duration.ofSeconds(60);

  @TempDir private Path temporary;
  private TestMonitor monitor;
  private final Inbox inbox = new Inbox();
  private final BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch second = new CountDownLatch(1);
  private final List<Event> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    monitor = new TestMonitor(temporary);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void hungCallsKeepNeitherALocalTokenNorTheEndOfTheDaemon() {
    assertTimeoutPreemptively(FAR_BELOW_THE_CALL_LIMIT, this::serveBesideHungCalls);
    assertThat(monitor.token("waiting", "scitokens")).isPresent();
    assertThat(events).doesNotHaveAnyElementsOfTypes(CredentialEvent.NotRenewed.class);
  }

  private void serveBesideHungCalls() throws Exception {
    try (Lane lane =
        new Lane(
            "notes",
            4,
            CALL_LIMIT,
            (id, successor) -> Optional.empty(),
            id -> inbox.put(new Message.Answered(id)))) {
      monitor.serve(new NoteProvider("slow", lane, answers, monitor::now));
      for (int i = 0; i < HUNG; i++) {
        monitor.request("user" + i, "slow");
      }
      monitor.request("first", "scitokens");
      FutureTask<ExitStatus> loop = new FutureTask<>(this::run);
      new Thread(loop, "loop").start();
      first.await();
      monitor.request("waiting", "scitokens");
      monitor.userChanged("waiting");
      second.await();
      inbox.put(new Message.Stop("signal"));
      assertThat(loop.get()).isEqualTo(ExitStatus.ASKED);
    }
  }

  private ExitStatus run() {
    try (DaemonThreads threads = new DaemonThreads(2)) {
      return monitor.runOn(inbox, threads.workers(inbox), this::record);
    }
  }

  private void record(Event event) {
    events.add(event);
    if (event instanceof CredentialEvent.Renewed) {
      (first.getCount() > 0 ? first : second).countDown();
    }
  }
}
