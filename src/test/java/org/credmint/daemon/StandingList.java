// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.credmint.credential.CredentialId;
import org.credmint.demand.DemandChange;
import org.credmint.demand.DemandReading;
import org.credmint.demand.DemandSource;
import org.credmint.demand.Urgency;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;

/**
 * A source of demand that exists in tests only: targets that somebody named, each with a path at
 * which it reads its credential.
 */
final class StandingList implements DemandSource {
  private final String provider;
  private final Map<CredentialId, Request> targets = new LinkedHashMap<>();
  private final List<DemandChange> untold = new ArrayList<>();

  StandingList(String provider) {
    this.provider = provider;
  }

  /** Adds a target. */
  StandingList target(String owner, String name, Path file, int mode) {
    CredentialId id = new CredentialId(owner, provider, name);
    Destination destination =
        new Destination.Exported(file, mode, OptionalInt.empty(), OptionalInt.empty());
    Request request =
        new Request(
            id, new Subject.Target(owner, name, Map.of()), destination, Request.Retention.REMOVE);
    targets.put(id, request);
    untold.add(new DemandChange.Requested(request, Urgency.URGENT));
    return this;
  }

  /** Takes a target off the list. */
  void drop(String owner, String name) {
    CredentialId id = new CredentialId(owner, provider, name);
    targets.remove(id);
    untold.add(new DemandChange.Withdrawn(id, "the target is not listed any more"));
  }

  @Override
  public String name() {
    return "standing list";
  }

  @Override
  public void lookAgain(String cause) {
    targets
        .values()
        .forEach(request -> untold.add(new DemandChange.Requested(request, Urgency.ROUTINE)));
  }

  @Override
  public DemandReading read(ActiveConfiguration active) {
    List<DemandChange> changes = List.copyOf(untold);
    untold.clear();
    return new DemandReading(changes, true, id -> false, Duration.ofHours(1), List.of());
  }
}
