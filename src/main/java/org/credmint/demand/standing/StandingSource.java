// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.standing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.StandingKnob;
import org.credmint.credential.CredentialId;
import org.credmint.demand.DemandChange;
import org.credmint.demand.DemandReading;
import org.credmint.demand.DemandSource;
import org.credmint.demand.Urgency;
import org.credmint.demand.standing.ExportRegister.Entry;
import org.credmint.event.Event;
import org.credmint.event.ProblemReporter;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.request.Request;
import org.credmint.standing.StandingProvider;

/**
 * The targets of standing credentials. Files of targets are looked at three times a second. What a
 * file adds is requested at once; what it no longer lists is withdrawn when the file was found
 * unchanged at the next look, so that a file which is just being written takes nothing away.
 */
public final class StandingSource implements DemandSource {
  private static final Duration LOOK_PERIOD = Duration.ofMillis(300);
  private static final Duration NOT_AGAIN = Duration.ofDays(1);

  /** More at once are a start, and nobody waits for one of them. */
  private static final int MOST_URGENT = 256;

  private final Host host;
  private final ExportRegister register;
  private final Leaving leaving;
  private final List<Event> events = new ArrayList<>();
  private final ProblemReporter reporter = new ProblemReporter(events::add);

  /** Also at the start, for an earlier run may have left what is no longer declared. */
  private final AtomicBoolean everything = new AtomicBoolean(true);

  private final Map<String, Catalogue> catalogues = new TreeMap<>();
  private final Map<CredentialId, Request> told = new HashMap<>();
  private Set<String> declared = Set.of();

  /**
   * A source.
   *
   * @param top the credential directory, where it keeps the list of exported files
   */
  public StandingSource(Host host, Directory top, LongSupplier nanoTime) {
    this.host = host;
    this.register = new ExportRegister(top, host.durableBatch());
    this.leaving = new Leaving(host, top, nanoTime);
  }

  @Override
  public String name() {
    return "standing credentials";
  }

  @Override
  public void lookAgain(String cause) {
    everything.set(true);
  }

  @Override
  public DemandReading read(ActiveConfiguration active) {
    List<DemandChange> changes = new ArrayList<>();
    Duration again = LOOK_PERIOD;
    try {
      register.load();
      boolean all = everything.getAndSet(false);
      boolean changed = follow(active);
      for (Catalogue one : catalogues.values()) {
        changed |= one.look();
      }
      if (changed || all || !leaving.isEmpty()) {
        compare(all, changes);
      }
      boolean calm =
          leaving.isEmpty() && catalogues.values().stream().noneMatch(Catalogue::hasFile);
      again = calm ? NOT_AGAIN : LOOK_PERIOD;
    } catch (PosixException e) {
      everything.set(true);
      changes.clear();
      reporter.problems(List.of(registerProblem(e)));
    }
    DemandReading reading = new DemandReading(changes, true, id -> false, again, events);
    events.clear();
    return reading;
  }

  private static Problem registerProblem(PosixException e) {
    return Problem.warning(
        StandingKnob.LIST,
        "",
        "the list of exported files cannot be read or written, so no new file is exported: "
            + e.getMessage(),
        "make the credential directory writable");
  }

  /** Takes the declarations of a configuration; one that did not change keeps its targets. */
  private boolean follow(ActiveConfiguration active) {
    boolean changed = !declared.equals(active.settings().standing().declared().keySet());
    declared = active.settings().standing().declared().keySet();
    Map<String, StandingProvider> present = standing(active);
    changed |= catalogues.keySet().retainAll(present.keySet());
    for (StandingProvider one : present.values()) {
      Catalogue before = catalogues.get(one.name());
      if (before == null || before.provider() != one) {
        catalogues.put(one.name(), new Catalogue(host, one));
        changed = true;
      }
    }
    return changed;
  }

  private static Map<String, StandingProvider> standing(ActiveConfiguration active) {
    Map<String, StandingProvider> standing = new TreeMap<>();
    active.providers().values().stream()
        .filter(StandingProvider.class::isInstance)
        .map(StandingProvider.class::cast)
        .forEach(one -> standing.put(one.name(), one));
    return standing;
  }

  private void compare(boolean all, List<DemandChange> changes) throws PosixException {
    Wanted present = new Wanted(host, register.entries());
    catalogues.values().forEach(one -> present.add(one, told.keySet()));
    Map<CredentialId, Request> wanted = present.requests();
    Map<Entry, String> unwanted = unwanted(wanted);
    Set<Path> places = present.places();
    List<Entry> handedOn =
        unwanted.keySet().stream()
            .filter(entry -> entry.path().filter(places::contains).isPresent())
            .toList();
    handedOn.forEach(unwanted::remove);
    leaving.look(unwanted);
    // Whose old file still has to go has its new one afterwards.
    wanted.keySet().removeIf(leaving::delays);
    Set<Entry> known = new TreeSet<>(leaving.entries());
    register.entries().stream().filter(this::isKept).forEach(known::add);
    wanted.values().forEach(request -> known.add(Wanted.entryOf(request)));
    register.replace(known);
    handedOn.forEach(
        entry -> {
          told.remove(entry.id());
          Leaving.forget(entry, changes);
        });
    leaving.tell(told, changes);
    tell(wanted, all, changes);
    reporter.problems(present.problems(), catalogues.keySet());
  }

  /** The files that are to go, and why. */
  private Map<Entry, String> unwanted(Map<CredentialId, Request> wanted) {
    Map<Entry, String> unwanted = new TreeMap<>();
    for (Entry entry : register.entries()) {
      Request request = wanted.get(entry.id());
      if (request != null && !entry.path().equals(Wanted.pathOf(request))) {
        unwanted.put(entry, "it is at another path now");
      } else if (request == null && !isKept(entry)) {
        unwanted.put(entry, whyUnwanted(entry));
      }
    }
    return unwanted;
  }

  private String whyUnwanted(Entry entry) {
    return declared.contains(entry.id().provider())
        ? "its target is no longer listed"
        : "it is no longer declared in " + StandingKnob.LIST;
  }

  /** Whether nobody can tell at present that it is not wanted. */
  private boolean isKept(Entry entry) {
    String name = entry.id().provider();
    Catalogue catalogue = catalogues.get(name);
    return catalogue == null
        ? declared.contains(name)
        : !catalogue.isWhole() && !catalogue.wanted().containsKey(entry.id());
  }

  private void tell(Map<CredentialId, Request> wanted, boolean all, List<DemandChange> changes) {
    List<Request> news = new ArrayList<>();
    wanted.forEach(
        (id, request) -> {
          if (all || !request.equals(told.get(id))) {
            news.add(request);
          }
        });
    Urgency urgency = news.size() <= MOST_URGENT && !all ? Urgency.URGENT : Urgency.ROUTINE;
    for (Request request : news) {
      told.put(request.id(), request);
      changes.add(new DemandChange.Requested(request, urgency));
    }
    told.keySet().removeAll(leaving.ids());
  }
}
