// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.CredentialEvent;
import org.credmint.event.JobQueueEvent;
import org.credmint.event.ProblemReporter;
import org.credmint.status.StatusReport.StatusProblem;
import org.junit.jupiter.api.Test;

/** What is wrong, of all that happened. */
final class StatusTallyTest {
  private final StatusTally tally = new StatusTally(() -> TestReports.NOW);
  private final ProblemReporter reporter = new ProblemReporter(tally);

  private static Problem bad(String value) {
    return Problem.ofProvider("chem", "CREDMINT_chem_POLICY", value, "is no rule", "write one");
  }

  private static Problem warning(int number) {
    return Problem.warning("KNOB_" + number, "", "is not used", "remove it");
  }

  private List<String> texts() {
    return tally.problems().stream().map(StatusProblem::text).toList();
  }

  @Test
  void aBadValueReplacedByAnotherBadOneStaysAProblem() {
    reporter.problems(List.of(bad("x")));
    reporter.problems(List.of(bad("y")), Set.of());
    assertThat(texts()).singleElement().asString().contains("CREDMINT_chem_POLICY = y");
    assertThat(tally.problems().get(0).alarm()).isEqualTo(Alarm.CRITICAL);
  }

  @Test
  void ofTwoMistakesInOneKnobTheSecondOutlivesTheFirst() {
    reporter.problems(List.of(bad("x"), bad("y")));
    reporter.problems(List.of(bad("y")), Set.of());
    assertThat(texts()).singleElement().asString().contains("CREDMINT_chem_POLICY = y");
    reporter.problems(List.of(), Set.of());
    assertThat(tally.problems()).isEmpty();
  }

  @Test
  void anErrorIsShownHoweverManyWarningsCameBefore() {
    List<Problem> many = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      many.add(warning(i));
    }
    many.add(bad("x"));
    reporter.problems(many);
    assertThat(tally.problems()).hasSize(100);
    assertThat(tally.problems().get(0).alarm()).isEqualTo(Alarm.CRITICAL);
  }

  @Test
  void aQueueThatCanBeReadAgainSaysNothingAboutAnotherSchedds() {
    tally.record(new JobQueueEvent.QueueUnreadable("", "EACCES"));
    tally.record(new JobQueueEvent.QueueUnreadable("two", "EIO"));
    tally.record(new JobQueueEvent.QueueReadable(""));
    assertThat(texts()).singleElement().asString().contains("of schedd two: EIO");
    tally.record(new JobQueueEvent.QueueNotFollowed("two"));
    assertThat(tally.problems()).isEmpty();
  }

  @Test
  void noNumberOfRefusalsDisplacesTheReasonOfAFailure() {
    CredentialId failing = new CredentialId("bob", "chem", "");
    tally.record(new CredentialEvent.Lost(failing, failing + ".use"));
    for (int i = 0; i < 3_000; i++) {
      CredentialId refused = new CredentialId("alice", "chem", i + ".0");
      tally.record(new CredentialEvent.Refused(refused, "POLICY", "no", Optional.empty()));
    }
    assertThat(tally.reasonOf(failing)).startsWith("removed by");
  }

  @Test
  void aLongTextIsNotCutWithinACharacter() {
    String smiley = "\uD83D\uDE00";
    for (String start : List.of("", "x")) {
      tally.record(new ConfigurationEvent.ConfigurationUnreadable(start + smiley.repeat(300)));
      assertThat(texts()).singleElement().asString().endsWith(smiley + "…");
    }
  }
}
