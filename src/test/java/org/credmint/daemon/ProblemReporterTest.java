// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.credmint.config.knob.Problem;
import org.credmint.event.Event;
import org.credmint.event.ProblemReporter;
import org.junit.jupiter.api.Test;

class ProblemReporterTest {
  private static final Problem FATAL = Problem.fatal("KNOB", "x", "is not a path", "write one");
  private static final Problem OF_PROVIDER =
      Problem.ofProvider("other", "KNOB", "x", "is not a path", "write one");

  private final List<Event> events = new ArrayList<>();
  private final ProblemReporter reporter = new ProblemReporter(events::add);

  private List<String> texts() {
    return events.stream().map(Event::text).toList();
  }

  @Test
  void atTheStartAProblemSaysThatNothingIsServed() {
    reporter.problems(List.of(FATAL, OF_PROVIDER));
    assertThat(texts())
        .containsExactly(
            "Cannot start: KNOB = x: is not a path; write one",
            "Provider other disabled: KNOB = x: is not a path; write one");
  }

  @Test
  void whileServingAProblemSaysThatTheSettingsFromBeforeStay() {
    reporter.problems(List.of(FATAL, OF_PROVIDER), Set.of("other"));
    assertThat(texts())
        .containsExactly(
            "Cannot use the new configuration: KNOB = x: is not a path; write one",
            "Provider other keeps its previous settings: KNOB = x: is not a path; write one");
  }

  @Test
  void aNewProviderThatCannotBeServedIsDisabledWhateverElseIsServed() {
    reporter.problems(List.of(OF_PROVIDER), Set.of("scitokens"));
    assertThat(texts()).singleElement().asString().startsWith("Provider other disabled: ");
  }

  @Test
  void ofAValueReplacedByAnotherBadOneTheNewProblemIsToldLast() {
    reporter.problems(List.of(OF_PROVIDER));
    Problem other = Problem.ofProvider("other", "KNOB", "y", "is not a path", "write one");
    reporter.problems(List.of(other), Set.of());
    assertThat(texts())
        .containsExactly(
            "Provider other disabled: KNOB = x: is not a path; write one",
            "Resolved: KNOB",
            "Provider other disabled: KNOB = y: is not a path; write one");
  }

  @Test
  void aProblemIsLoggedOnceAndItsEndToo() {
    reporter.problems(List.of(OF_PROVIDER));
    reporter.problems(List.of(OF_PROVIDER), Set.of());
    reporter.problems(List.of(), Set.of());
    assertThat(texts()).hasSize(2).last().isEqualTo("Resolved: KNOB");
  }
}
