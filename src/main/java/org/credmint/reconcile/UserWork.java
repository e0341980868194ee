// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.directory.DirectoryWatchRegistry;
import org.credmint.event.Event;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.request.Anomaly;
import org.credmint.request.ForeignLogin;
import org.credmint.request.Request;
import org.credmint.request.UserDirectoryListing;
import org.credmint.store.CredentialStore;
import org.jspecify.annotations.Nullable;

/** One user on the way through a batch. Holds the user's directory open until it is closed. */
public final class UserWork implements AutoCloseable {
  private final UserTask task;
  private final ActiveConfiguration active;
  private final Instant now;
  private final List<Event> events = new ArrayList<>(2);
  private final List<CredentialWork> credentials = new ArrayList<>();
  private final List<CredentialWork> undecided = new ArrayList<>();
  private UserReport.Outcome outcome = UserReport.Outcome.SERVED;
  private @Nullable Directory directory;
  private List<CredentialId> ofJobs = List.of();
  private long modifiedNanos;
  private boolean watched;

  public UserWork(UserTask task, ActiveConfiguration active, Instant now) {
    this.task = task;
    this.active = active;
    this.now = now;
    this.watched = task.watched();
  }

  /** Opens the directory, has it watched, and finds what needs a decision. */
  public void look(Directory top, DirectoryWatchRegistry watch, CredentialStore store) {
    try {
      Directory opened = top.child(task.user());
      directory = opened;
      FileState state = opened.state();
      Optional<Anomaly> unsafe = active.directoryReader().whyUnsafe(task.user(), state);
      if (unsafe.isPresent()) {
        odd(unsafe.get());
        outcome = UserReport.Outcome.UNREADABLE;
        return;
      }
      // Watched before it is listed: later changes are reported by the watch.
      watched = watched || watch.add(opened, task.watchKey());
      modifiedNanos = opened.state().modifiedNanos();
      find(opened, store);
    } catch (PosixException e) {
      notSeen(e);
    }
  }

  private void notSeen(PosixException e) {
    if (e.isGone() && !isThere(e)) {
      outcome = UserReport.Outcome.GONE;
      return;
    }
    outcome = UserReport.Outcome.UNREADABLE;
    odd(new Anomaly(task.user(), String.valueOf(e.getMessage())));
  }

  /** A link or file in the directory's place answers like a directory that is gone (ENOTDIR). */
  private static boolean isThere(PosixException e) {
    return e.symbol().equals("ENOTDIR");
  }

  private void find(Directory opened, CredentialStore store) throws PosixException {
    UserDirectoryListing demand = active.directoryReader().of(task.user(), opened.entries());
    ofJobs = demand.ofJobs();
    demand.anomalies().forEach(this::odd);
    removeLeftovers(opened, store, demand.staleTempFiles());
    Map<String, CredentialRecord> known = new HashMap<>();
    task.known().forEach(one -> known.put(one.stem(), one));
    for (Request request : demand.requests()) {
      String stem = request.id().stem();
      Provider provider = active.providers().get(request.id().provider());
      if (provider == null || isOthers(request.id(), opened)) {
        continue;
      }
      CredentialRecord before = known.getOrDefault(stem, CredentialRecord.nothing(stem));
      CredentialWork work =
          new CredentialWork(
              request.id(),
              Optional.empty(),
              provider,
              active.schedule(),
              now,
              before,
              active.settings().useFileMode());
      credentials.add(work);
      boolean ask =
          request.served()
              ? work.look(store, opened, task.recheck())
              : work.lookedInVain(task.recheck());
      if (ask) {
        undecided.add(work);
      }
    }
  }

  /**
   * Whether a name that reads like one of our provider's handles holds another monitor's login.
   * Only then is a request's content of interest.
   */
  private boolean isOthers(CredentialId id, Directory opened) {
    if (id.handle().isEmpty()) {
      return false;
    }
    String file = id.stem() + CredentialFileNames.TOP;
    try {
      byte[] content = opened.read(file, ForeignLogin.LARGEST_TRIGGER);
      boolean login = ForeignLogin.isIn(content);
      Arrays.fill(content, (byte) 0);
      if (login) {
        odd(
            new Anomaly(
                task.user() + "/" + file,
                ("it contains a login of another credential monitor, so it is not treated as a request"
                        + " to provider %s with handle %s; rename one of the two services")
                    .formatted(id.provider(), id.handle())));
      }
      return login;
    } catch (PosixException e) {
      if (!e.isGone()) {
        odd(new Anomaly(task.user() + "/" + file, String.valueOf(e.getMessage())));
      }
      return true;
    }
  }

  /** The credentials that policy has to be asked about. */
  public List<CredentialWork> undecided() {
    return undecided;
  }

  public @Nullable Directory directory() {
    return directory;
  }

  private void removeLeftovers(Directory opened, CredentialStore store, List<String> names) {
    int removed = 0;
    for (String name : names) {
      try {
        removed += store.removeLeftover(opened, name) ? 1 : 0;
      } catch (PosixException e) {
        odd(new Anomaly(task.user() + "/" + name, String.valueOf(e.getMessage())));
      }
    }
    if (removed > 0) {
      events.add(new Event.StaleTempFilesRemoved(removed));
    }
  }

  private void odd(Anomaly anomaly) {
    events.add(new Event.UnexpectedEntry(anomaly.where(), anomaly.reason()));
  }

  /** What is to be remembered and told. */
  public UserReport report() {
    credentials.forEach(one -> events.addAll(one.events()));
    if (outcome != UserReport.Outcome.SERVED) {
      return new UserReport(task.user(), outcome, task.known(), 0, watched, List.of(), events);
    }
    List<CredentialRecord> known = credentials.stream().map(CredentialWork::known).toList();
    return new UserReport(task.user(), outcome, known, modifiedNanos, watched, ofJobs, events);
  }

  @Override
  public void close() {
    if (directory != null) {
      directory.close();
    }
  }
}
