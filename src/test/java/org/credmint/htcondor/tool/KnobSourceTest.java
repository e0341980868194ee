// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.credmint.os.process.CommandResult;
import org.junit.jupiter.api.Test;

class KnobSourceTest {

  private static KnobReading.Failed failure(CommandResult result) {
    return failure(FakeTools.answering(result).tools());
  }

  private static KnobReading.Failed failure(Tools tools) {
    return (KnobReading.Failed) new KnobSource(tools, "CREDMON_OAUTH", Optional.empty()).read();
  }

  @Test
  void oneCallReadsEveryKnob() {
    FakeTools fake =
        FakeTools.answering(FakeTools.wrote("CREDMINT_X = 1\n # at: <Default>\n # raw: 1\n"));
    KnobReading reading = new KnobSource(fake.tools(), "CREDMON_OAUTH", Optional.empty()).read();
    assertThat(((KnobReading.Read) reading).knobs().get("CREDMINT_X")).contains("1");
    assertThat(fake.calls)
        .containsExactly(
            List.of(
                "/opt/condor_config_val",
                "-subsystem",
                "CREDMON_OAUTH",
                "-dump",
                "-expanded",
                "-verbose"));
  }

  @Test
  void aBrokenConfigurationIsToldInHtcondorsWords() {
    String words = "Configuration Error Line 1 while reading config source /etc/condor/config.d/99";
    KnobReading.Failed failed = failure(FakeTools.complained(1, words + "\n"));
    assertThat(failed.reason()).endsWith("exited with status 1: " + words);
    assertThat(failed.fix()).contains("condor_config_val -subsystem CREDMON_OAUTH -dump");
  }

  @Test
  void aProvidersHyphenInTheNameOfAKnobIsAFailureWithAWayOut() {
    KnobReading.Failed failed =
        failure(
            FakeTools.complained(
                1,
                "Config source Error \"/etc/condor/config.d/99\", Line 1: Illegal Identifier:"
                    + " <LOCAL_CREDMON_my-site_ISSUER>\n"));
    assertThat(failed.fix())
        .contains("write an underscore for a hyphen", "LOCAL_CREDMON_my_site_ISSUER");
  }

  @Test
  void aToolThatHangsNeverStartsOrNeverStopsWritingIsAFailure() {
    assertThat(failure(new CommandResult.TimedOut()).reason()).contains("longer than 30 s");
    assertThat(failure(new CommandResult.NotStarted("Permission denied")).reason())
        .contains("could not be started: Permission denied");
    assertThat(failure(new CommandResult.TooMuchOutput(5)).reason()).contains("more than 5 bytes");
  }

  @Test
  void aCallThatTookTooLongIsTriedOnceMore() {
    CommandResult slow = new CommandResult.TimedOut();
    Iterator<CommandResult> answers =
        List.of(slow, FakeTools.wrote("CREDMINT_X = 1\n # at: here\n"), slow, slow).iterator();
    FakeTools fake = FakeTools.answering(argv -> answers.next());
    KnobSource source =
        new KnobSource(fake.tools(), "CREDMON_OAUTH", Optional.of(Duration.ofSeconds(7)));

    assertThat(source.read()).isInstanceOf(KnobReading.Read.class);
    KnobReading.Failed failed = (KnobReading.Failed) source.read();

    assertThat(failed.reason()).contains("took longer than 7 s");
    assertThat(failed.fix()).contains("CREDMINT_CONFIG_TIMEOUT").contains("above 7 seconds");
    assertThat(fake.calls).hasSize(4);
    assertThat(fake.limits).containsOnly(Duration.ofSeconds(7));
  }

  @Test
  void outputThatIsNoDumpIsAFailure() {
    assertThat(failure(FakeTools.wrote("hello\n")).reason()).contains("list of knobs");
    assertThat(failure(FakeTools.wrote("")).reason()).contains("list of knobs");
  }

  @Test
  void aToolThatIsNowhereIsAFailureWithAWayOut() {
    KnobReading.Failed failed = failure(FakeTools.none());
    assertThat(failed.reason()).isEqualTo("condor_config_val is neither in PATH nor in /usr/bin");
    assertThat(failed.fix()).contains("CONDOR_CONFIG_VAL");
  }

  @Test
  void whatWasReadAheadIsTakenOnce() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("CREDMINT_X = 1\n # at: here\n"));
    KnobSource source = new KnobSource(fake.tools(), "CREDMON_OAUTH", Optional.empty());
    source.readAhead().run();
    assertThat(fake.calls).hasSize(1);
    assertThat(source.read()).isInstanceOf(KnobReading.Read.class);
    assertThat(fake.calls).as("the next read takes it").hasSize(1);
    assertThat(source.read()).isInstanceOf(KnobReading.Read.class);
    assertThat(fake.calls).as("and the one after asks again").hasSize(2);
  }

  @Test
  void aReadingAheadThatNobodyBeganIsDoneByTheRead() {
    FakeTools fake = FakeTools.answering(FakeTools.wrote("CREDMINT_X = 1\n # at: here\n"));
    KnobSource source = new KnobSource(fake.tools(), "CREDMON_OAUTH", Optional.empty());
    Runnable tooLate = source.readAhead();
    assertThat(source.read()).isInstanceOf(KnobReading.Read.class);
    tooLate.run();
    assertThat(fake.calls).hasSize(1);
  }

  @Test
  void anInterruptWhileItWaitsIsAFailureAndIsKept() {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    KnobSource source =
        new KnobSource(
            new Tools(
                (argv, env, stdin, limit, most) -> {
                  begun.countDown();
                  awaitQuietly(held);
                  return new CommandResult.TimedOut();
                },
                Map.of("CONDOR_CONFIG_VAL", "/opt/condor_config_val"),
                "/nonexistent"),
            "CREDMON_OAUTH",
            Optional.empty());
    Thread ahead = new Thread(source.readAhead());
    ahead.start();
    awaitQuietly(begun);
    Thread.currentThread().interrupt();
    KnobReading reading = source.read();
    assertThat(Thread.interrupted()).isTrue();
    held.countDown();
    assertThat(((KnobReading.Failed) reading).reason()).contains("interrupted");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
