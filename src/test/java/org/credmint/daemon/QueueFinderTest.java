// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.JobRenewal;
import org.credmint.config.MonitoringSettings;
import org.credmint.config.PullInterval;
import org.credmint.config.ScheddQueue;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.config.oauth.OAuthServices;
import org.credmint.config.standing.StandingDeclarations;
import org.credmint.htcondor.NameRule;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.provider.QueueFinder;
import org.junit.jupiter.api.Test;

class QueueFinderTest {
  private static final Path PRIMARY = Path.of("/q/job_queue.log");

  private static Settings settings(boolean underscores) {
    String provider = underscores ? "sci_tokens" : "scitokens";
    return new Settings(
        Path.of("/cred"),
        Map.of(provider, TestProviders.settings(provider, Path.of("/keys"))),
        NameRule.WHOLE,
        true,
        new PullInterval(Duration.ofSeconds(300), PullInterval.Source.HTCONDOR_DEFAULT),
        0400,
        false,
        PRIMARY,
        new JobRenewal(Duration.ZERO, Duration.ZERO),
        Optional.empty(),
        MonitoringSettings.OFF,
        Path.of("/control"),
        StandingDeclarations.NONE,
        OAuthServices.NONE);
  }

  private static QueueFinder.Found find(String localName, String answer, boolean underscores) {
    Knobs knobs =
        Knobs.of(
            Map.of(
                "DAEMON_LIST", "SCHEDD TWO",
                "SCHEDD", "/usr/sbin/condor_schedd",
                "TWO", "/usr/sbin/condor_schedd",
                "TWO_ARGS", "-local-name " + localName));
    return new QueueFinder(name -> Optional.of(answer).filter(text -> !text.isEmpty()), "host")
        .find(knobs, settings(underscores));
  }

  @Test
  void theQueueOfASecondScheddStandsBesideThePrimarys() {
    QueueFinder.Found found = find("TWO_b", "two|/q/two.log", false);
    assertThat(found.queues())
        .containsExactly(
            new ScheddQueue("", PRIMARY, Optional.empty()),
            new ScheddQueue("TWO_b", Path.of("/q/two.log"), Optional.of("two@host")));
    assertThat(found.problems()).isEmpty();
    assertThat(found.failure()).isEmpty();
  }

  @Test
  void aLocalNameThatCannotStandInACredentialsNameIsAProblemAndItsQueueIsFollowed() {
    for (String name : new String[] {"2nd", "a.b", "a*b", "x".repeat(65)}) {
      QueueFinder.Found found = find(name, "two|/q/two.log", false);
      assertThat(found.queues()).hasSize(2);
      assertThat(found.problems()).singleElement().asString().contains(name, "are held");
    }
  }

  @Test
  void whereProvidersMayHoldUnderscoresASchedsNameMayNot() {
    assertThat(find("a_b", "two|/q/two.log", true).problems()).hasSize(1);
    assertThat(find("a-b", "two|/q/two.log", true).problems()).isEmpty();
  }

  @Test
  void aScheddWithoutANameOfItsOwnIsAProblem() {
    assertThat(find("TWO", "|/q/two.log", false).problems())
        .singleElement()
        .extracting(Problem::subject)
        .isEqualTo("TWO.SCHEDD_NAME");
  }

  @Test
  void twoScheddsWithOneLogAreAProblemAndTheLogIsReadOnce() {
    QueueFinder.Found found = find("TWO", "two|/q/job_queue.log", false);
    assertThat(found.queues()).containsExactly(new ScheddQueue("", PRIMARY, Optional.empty()));
    assertThat(found.problems()).singleElement().asString().contains("TWO.SPOOL");
  }

  @Test
  void aQueueThatHtcondorDoesNotTellIsAFailure() {
    assertThat(find("TWO", "", false).failure())
        .hasValueSatisfying(text -> assertThat(text).contains("TWO"));
  }
}
