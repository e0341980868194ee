// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.demand.DemandChange;
import org.credmint.demand.DemandReading;
import org.credmint.demand.DemandReading.Outcome;
import org.credmint.demand.DemandSource;
import org.credmint.event.ControlEvent;
import org.credmint.event.Event;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.request.CredentialFilter;
import org.credmint.revocation.Gate;
import org.credmint.revocation.Revocation;
import org.credmint.revocation.Revocations;

/**
 * The control directory. It is looked at once a second: what is revoked is refused at once, since
 * each batch reads the list itself; this finds what has been issued before.
 */
public final class ControlSource implements DemandSource {
  private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

  private final Gate gate;
  private final PendingRecords records;
  private Revocations told = Revocations.NONE;

  /**
   * A source.
   *
   * @param gate tells what is taken back
   * @param records what commands want the audit log to be told
   */
  public ControlSource(Gate gate, PendingRecords records) {
    this.gate = gate;
    this.records = records;
  }

  @Override
  public String name() {
    return "control directory";
  }

  @Override
  public void lookAgain(String cause) {
    // all of it is read each time
  }

  @Override
  public DemandReading read(ActiveConfiguration active) {
    Path directory = active.settings().controlDirectory();
    Revocations now = gate.at(directory);
    List<Event> events = new ArrayList<>();
    tellProblem(now.problem(), events);
    List<DemandChange> changes = new ArrayList<>(changes(now, events));
    told = now;
    records.pass(directory, changes).ifPresent(events::add);
    Outcome outcome = now.problem().isPresent() ? Outcome.FAILED : Outcome.READ;
    return new DemandReading(changes, true, id -> false, LOOK_PERIOD, events, outcome);
  }

  private void tellProblem(Optional<String> problem, List<Event> events) {
    if (problem.isPresent() && !problem.equals(told.problem())) {
      events.add(new ControlEvent.RevocationsUnreadable(problem.get()));
    } else if (problem.isEmpty() && told.problem().isPresent()) {
      events.add(new ControlEvent.RevocationsRecovered());
    }
  }

  private List<DemandChange> changes(Revocations now, List<Event> events) {
    List<CredentialFilter> which = new ArrayList<>();
    for (Revocation one : now.entries()) {
      if (!told.entries().contains(one)) {
        which.add(one.filter());
        events.add(new ControlEvent.TakenBack(one.id(), one.what(), one.reason(), one.by()));
      }
    }
    for (Revocation one : told.entries()) {
      if (!now.entries().contains(one)) {
        which.add(one.filter());
        events.add(new ControlEvent.Lifted(one.id(), one.what()));
      }
    }
    if (now.isKnown() != told.isKnown()) {
      which.add(CredentialFilter.ALL);
    }
    return which.isEmpty() ? List.of() : List.of(new DemandChange.RevocationsChanged(which));
  }
}
