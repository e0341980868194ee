// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.standing;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.credmint.credential.CredentialId;
import org.credmint.demand.DemandChange;
import org.credmint.demand.Urgency;
import org.credmint.demand.standing.ExportRegister.Entry;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;

/** The files that are on their way out. */
final class Leaving {
  /** How long a credential waits at most for the file at its old path to go. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The mode says nothing here: files are recognized by what they hold. */
  private static final int MODE = 0600;

  private final Host host;
  private final Directory top;
  private final LongSupplier nanoTime;
  private final Map<Entry, Exit> exits = new TreeMap<>();

  private static final class Exit {
    final String why;
    final long sinceNanos;
    boolean told;

    Exit(String why, long sinceNanos) {
      this.why = why;
      this.sinceNanos = sinceNanos;
    }
  }

  Leaving(Host host, Directory top, LongSupplier nanoTime) {
    this.host = host;
    this.top = top;
    this.nanoTime = nanoTime;
  }

  /** Takes note of what has to go now, and of what has gone since the last look. */
  void look(Map<Entry, String> unwanted) {
    exits.keySet().retainAll(unwanted.keySet());
    unwanted.forEach(
        (entry, why) -> exits.computeIfAbsent(entry, key -> new Exit(why, nanoTime.getAsLong())));
    exits.entrySet().removeIf(one -> one.getValue().told && isGone(one.getKey()));
  }

  private boolean isGone(Entry entry) {
    return entry.path().isPresent()
        ? ExportedFile.isGone(host, entry.path().get())
        : ExportedFile.isGone(top, entry.id());
  }

  boolean isEmpty() {
    return exits.isEmpty();
  }

  Set<Entry> entries() {
    return exits.keySet();
  }

  Set<CredentialId> ids() {
    Set<CredentialId> ids = new HashSet<>();
    exits.forEach(
        (entry, exit) -> {
          if (!isOverdue(exit)) {
            ids.add(entry.id());
          }
        });
    return ids;
  }

  private boolean isOverdue(Exit exit) {
    return nanoTime.getAsLong() - exit.sinceNanos > PATIENCE.toNanos();
  }

  /** Whether a credential has to wait because its file at another path is still there. */
  boolean delays(CredentialId id) {
    return ids().contains(id);
  }

  /** Has a credential forgotten whose file is another's from now on, and stays. */
  static void forget(Entry entry, List<DemandChange> changes) {
    changes.add(
        new DemandChange.Requested(request(entry, Request.Retention.KEEP), Urgency.ROUTINE));
    changes.add(new DemandChange.Withdrawn(entry.id(), "its file is another credential's now"));
  }

  /** Tells what was not told yet. */
  void tell(Map<CredentialId, Request> told, List<DemandChange> changes) {
    exits.forEach(
        (entry, exit) -> {
          if (!exit.told) {
            exit.told = true;
            if (!told.containsKey(entry.id())) {
              changes.add(
                  new DemandChange.Requested(
                      request(entry, Request.Retention.REMOVE), Urgency.ROUTINE));
            }
            changes.add(new DemandChange.Withdrawn(entry.id(), exit.why));
          }
        });
  }

  private static Request request(Entry entry, Request.Retention retention) {
    Destination destination =
        entry.path().isEmpty()
            ? Destination.CREDENTIAL_DIRECTORY
            : new Destination.Exported(
                entry.path().get(), MODE, OptionalInt.empty(), OptionalInt.empty());
    CredentialId id = entry.id();
    Subject target = new Subject.Target(id.user(), id.handle(), Map.of());
    return new Request(id, target, destination, retention);
  }
}
