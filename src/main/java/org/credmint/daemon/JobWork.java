package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.AuditEntry;
import org.credmint.daemon.JobReport.Fate;
import org.credmint.event.Event;
import org.credmint.os.Directory;
import org.credmint.os.PosixException;
import org.credmint.request.Anomaly;
import org.credmint.store.CredentialStore;
import org.credmint.store.FileMark;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one user's jobs on the way through a round. Holds the user's directory open
 * until it is closed.
 */
final class JobWork implements AutoCloseable {
  private final JobTask task;
  private final Serving serving;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();
  private final List<CredentialWork> credentials = new ArrayList<>();
  private final List<CredentialWork> undecided = new ArrayList<>();
  private final List<JobTask.Item> leaving = new ArrayList<>();
  private final List<JobReport.Outcome> outcomes = new ArrayList<>();
  private final List<JobTask.Item> unserved = new ArrayList<>();
  private final List<AuditEntry> entries = new ArrayList<>();
  private @Nullable Directory directory;

  JobWork(JobTask task, Serving serving, Instant now) {
    this.task = task;
    this.serving = serving;
    this.now = now;
  }

  /**
   * Opens the directory, and finds what needs a decision and what nobody asks for.
   *
   * <p>A missing directory is made: the credd makes it for whoever asks it at submit, but a job
   * that a transform made ask may be its owner's first.
   */
  void look(Directory top, CredentialStore store) {
    try {
      Directory opened = open(top);
      directory = opened;
      Optional<Anomaly> unsafe = serving.demand().whyUnsafe(task.user(), opened.state());
      if (unsafe.isPresent()) {
        fail(unsafe.get().reason());
        return;
      }
      task.items().forEach(item -> look(item, opened, store));
    } catch (PosixException e) {
      if (e.isGone() && task.items().stream().allMatch(item -> item.request().isEmpty())) {
        task.items().forEach(this::gone);
      } else {
        fail(String.valueOf(e.getMessage()));
      }
    }
  }

  private Directory open(Directory top) throws PosixException {
    try {
      return top.child(task.user());
    } catch (PosixException e) {
      boolean asked = task.items().stream().anyMatch(item -> item.request().isPresent());
      if (e.symbol().equals("ENOENT") && asked) {
        return top.makeChild(task.user(), serving.directoryOwner());
      }
      throw e;
    }
  }

  private void look(JobTask.Item item, Directory opened, CredentialStore store) {
    if (item.request().isEmpty()) {
      lookForRemoval(item, opened, store);
      return;
    }
    Provider provider = serving.providers().get(item.id().service());
    if (provider == null) {
      unserved.add(item);
      return;
    }
    CredentialWork work = work(item, provider);
    if (work.look(store, opened, item.recheck())) {
      undecided.add(work);
    }
  }

  private void lookForRemoval(JobTask.Item item, Directory opened, CredentialStore store) {
    try {
      if (!store.isThere(opened, item.id())) {
        gone(item);
        return;
      }
      leaving.add(item);
      if (!item.doomed()) {
        entries.add(LedgerLines.ofRemoval(item.id(), item.unwanted()));
      }
    } catch (PosixException e) {
      notRemoved(item, item.doomed(), String.valueOf(e.getMessage()));
    }
  }

  /** Removes what nobody asks for; the ledger has been told. */
  void remove(CredentialStore store) {
    Directory opened = directory;
    if (opened != null) {
      leaving.forEach(item -> remove(item, opened, store));
    }
  }

  private void remove(JobTask.Item item, Directory opened, CredentialStore store) {
    try {
      if (store.remove(opened, item.id())) {
        events.add(new Event.Removed(item.id(), item.unwanted()));
      }
      gone(item);
    } catch (PosixException e) {
      notRemoved(item, true, String.valueOf(e.getMessage()));
    }
  }

  private void gone(JobTask.Item item) {
    Known nothing = Known.settled(item.id().stem(), FileMark.NONE);
    outcomes.add(new JobReport.Outcome(item.id(), Fate.REMOVED, nothing, Optional.empty()));
  }

  private void notRemoved(JobTask.Item item, boolean doomed, String reason) {
    int failures = item.known().failures() + 1;
    Instant retryAt = serving.agenda().retryAt(item.id(), failures, now, now);
    events.add(new Event.NotRemoved(item.id(), item.unwanted(), reason, retryAt));
    Fate fate = doomed ? Fate.DOOMED : Fate.KEPT;
    Known waiting = item.known().failedUntil(retryAt);
    outcomes.add(new JobReport.Outcome(item.id(), fate, waiting, Optional.empty()));
  }

  private void fail(String reason) {
    for (JobTask.Item item : task.items()) {
      Provider provider = serving.providers().get(item.id().service());
      if (item.request().isEmpty()) {
        notRemoved(item, item.doomed(), reason);
      } else if (provider == null) {
        unserved.add(item);
      } else {
        work(item, provider).fail(reason);
      }
    }
  }

  private CredentialWork work(JobTask.Item item, Provider provider) {
    CredentialWork work =
        new CredentialWork(
            item.id(), item.request(), provider, serving.agenda(), now, item.known());
    credentials.add(work);
    return work;
  }

  /** The credentials that policy has to be asked about. */
  List<CredentialWork> undecided() {
    return undecided;
  }

  /** What the ledger has to be told before anything is removed. */
  List<AuditEntry> entries() {
    return entries;
  }

  @Nullable Directory directory() {
    return directory;
  }

  /** What is to be remembered and told. */
  JobReport report() {
    for (CredentialWork one : credentials) {
      events.addAll(one.events());
      outcomes.add(new JobReport.Outcome(one.id(), Fate.KEPT, one.known(), one.refusal()));
    }
    for (JobTask.Item item : unserved) {
      outcomes.add(new JobReport.Outcome(item.id(), Fate.KEPT, item.known(), Optional.empty()));
    }
    return new JobReport(task.user(), outcomes, events);
  }

  @Override
  public void close() {
    if (directory != null) {
      directory.close();
    }
  }
}
