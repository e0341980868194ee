// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.event.Event;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.reconcile.JobReport.Fate;
import org.credmint.request.Anomaly;
import org.credmint.store.CredentialStore;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one user's jobs on the way through a batch. Holds the user's directory open
 * until it is closed.
 */
public final class JobWork implements AutoCloseable {
  private final JobTask task;
  private final ActiveConfiguration active;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();
  private final List<CredentialWork> credentials = new ArrayList<>();
  private final List<CredentialWork> undecided = new ArrayList<>();
  private final List<JobReport.Outcome> outcomes = new ArrayList<>();
  private final List<JobTask.Item> unserved = new ArrayList<>();
  private final JobFileRemoval removal;
  private @Nullable Directory directory;

  public JobWork(JobTask task, ActiveConfiguration active, OriginCheck origins, Instant now) {
    this.task = task;
    this.active = active;
    this.now = now;
    this.removal = new JobFileRemoval(active, origins, now);
  }

  /**
   * Opens the directory, and finds what needs a decision and what nobody asks for.
   *
   * <p>A missing directory is made: the credd creates it for users who request a credential at
   * submit, but a job that a transform made ask may be its owner's first.
   */
  public void look(Directory top, CredentialStore store) {
    try {
      Directory opened = open(top);
      directory = opened;
      Optional<Anomaly> unsafe = active.directoryReader().whyUnsafe(task.user(), opened.state());
      if (unsafe.isPresent()) {
        fail(unsafe.get().reason());
        return;
      }
      task.items().forEach(item -> look(item, opened, store));
    } catch (PosixException e) {
      if (e.isGone() && task.items().stream().allMatch(item -> item.request().isEmpty())) {
        task.items().forEach(removal::gone);
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
        return top.makeChild(task.user(), active.directoryOwner());
      }
      throw e;
    }
  }

  private void look(JobTask.Item item, Directory opened, CredentialStore store) {
    if (item.request().isEmpty()) {
      removal.look(item, opened, store);
      return;
    }
    Provider provider = active.providers().get(item.id().provider());
    if (provider == null) {
      unserved.add(item);
      return;
    }
    CredentialWork work = work(item, provider);
    Optional<String> others = active.directoryReader().whyOthers(item.id());
    if (others.isPresent()) {
      work.fail(others.get());
    } else if (work.look(store, opened, item.recheck())) {
      undecided.add(work);
    }
  }

  /** Removes what nobody asks for; the audit log has been told. */
  public void remove(CredentialStore store) {
    if (directory != null) {
      removal.remove(directory, store);
    }
  }

  private void fail(String reason) {
    for (JobTask.Item item : task.items()) {
      Provider provider = active.providers().get(item.id().provider());
      if (item.request().isEmpty()) {
        removal.failed(item, reason);
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
            item.id(),
            item.request(),
            provider,
            active.schedule(),
            now,
            item.known(),
            active.settings().useFileMode());
    credentials.add(work);
    return work;
  }

  /** The credentials that policy has to be asked about. */
  public List<CredentialWork> undecided() {
    return undecided;
  }

  /** The audit record that must be durable before anything is removed. */
  public List<AuditEntry> entries() {
    return removal.entries();
  }

  public @Nullable Directory directory() {
    return directory;
  }

  /** What is to be remembered and told. */
  public JobReport report() {
    for (CredentialWork one : credentials) {
      events.addAll(one.events());
      outcomes.add(new JobReport.Outcome(one.id(), Fate.KEPT, one.known(), one.refusal()));
    }
    for (JobTask.Item item : unserved) {
      outcomes.add(new JobReport.Outcome(item.id(), Fate.KEPT, item.known(), Optional.empty()));
    }
    events.addAll(removal.events());
    outcomes.addAll(removal.outcomes());
    return new JobReport(task.user(), outcomes, events);
  }

  @Override
  public void close() {
    if (directory != null) {
      directory.close();
    }
  }
}
