// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.event.Event;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.reconcile.JobReport.Fate;
import org.credmint.reconcile.OriginCheck.Origin;
import org.credmint.store.CredentialFile;
import org.credmint.store.CredentialStore;
import org.credmint.store.FileVersion;
import org.credmint.store.Stored;

/**
 * The files in one user's directory that are named like a job's credential and that no job asks
 * for. Those that we made go; others stay as they are.
 */
public final class JobFileRemoval {
  /** Until what cannot be told of a file yet is looked into again. */
  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(60);

  /** A file of ours, as it was when that was found out. */
  private record Leaving(JobTask.Item item, FileVersion mark) {}

  private final ActiveConfiguration active;
  private final OriginCheck origins;
  private final Instant now;
  private final List<Leaving> leaving = new ArrayList<>();
  private final List<AuditEntry> entries = new ArrayList<>();
  private final List<JobReport.Outcome> outcomes = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  public JobFileRemoval(ActiveConfiguration active, OriginCheck origins, Instant now) {
    this.active = active;
    this.origins = origins;
    this.now = now;
  }

  /** Finds out whether there is a file and whether it is ours. */
  public void look(JobTask.Item item, Directory opened, CredentialStore store) {
    try {
      Optional<FileVersion> present = store.mark(opened, file(item));
      if (present.isEmpty()) {
        gone(item);
      } else if (item.known().isSettledAs(present.get())) {
        leave(item, present.get());
      } else {
        lookIntoOrigin(item, opened, store);
      }
    } catch (PosixException e) {
      failed(item, String.valueOf(e.getMessage()));
    }
  }

  private void lookIntoOrigin(JobTask.Item item, Directory opened, CredentialStore store)
      throws PosixException {
    Provider provider = active.providers().get(item.id().provider());
    if (provider == null) {
      failed(item, "its provider is not served");
      return;
    }
    Stored stored = store.look(opened, file(item), FileVersion.NONE, provider::read);
    Origin origin = origins.of(file(item), stored, provider, now);
    if (stored instanceof Stored.Missing) {
      gone(item);
    } else if (origin instanceof Origin.Foreign foreign) {
      events.add(new Event.ForeignFile(item.id(), foreign.reason()));
      end(item, Fate.FOREIGN, CredentialRecord.settled(item.id().stem(), FileVersion.NONE));
    } else if (origin instanceof Origin.Unknown unknown) {
      unknown.reason().ifPresentOrElse(reason -> failed(item, reason), () -> wait(item));
    } else if (stored instanceof Stored.Held held) {
      leave(item, held.mark());
    }
    if (stored instanceof Stored.Held held) {
      held.content().close();
    }
  }

  private CredentialFile file(JobTask.Item item) {
    return CredentialFile.inUserDirectory(item.id(), active.settings().useFileMode());
  }

  private void leave(JobTask.Item item, FileVersion mark) {
    leaving.add(new Leaving(item, mark));
    if (!item.doomed()) {
      entries.add(AuditEntries.ofRemoval(item.id(), item.unwanted()));
    }
  }

  /** The audit record that must be durable before anything is removed. */
  public List<AuditEntry> entries() {
    return entries;
  }

  /** Removes what is ours; the audit log has been told. */
  public void remove(Directory opened, CredentialStore store) {
    leaving.forEach(one -> remove(one, opened, store));
  }

  private void remove(Leaving one, Directory opened, CredentialStore store) {
    CredentialId id = one.item().id();
    try {
      Optional<FileVersion> present = store.mark(opened, file(one.item()));
      if (present.isPresent() && !present.get().equals(one.mark())) {
        notRemoved(one.item(), Fate.REMOVAL_RECORDED, "it was replaced in the meantime");
        return;
      }
      if (store.remove(opened, file(one.item()))) {
        events.add(new Event.Removed(id, one.item().unwanted()));
      }
      gone(one.item());
    } catch (PosixException e) {
      notRemoved(one.item(), Fate.REMOVAL_RECORDED, String.valueOf(e.getMessage()));
    }
  }

  /** The file is not there. */
  public void gone(JobTask.Item item) {
    end(item, Fate.REMOVED, CredentialRecord.settled(item.id().stem(), FileVersion.NONE));
  }

  /** The file could not be looked at. */
  public void failed(JobTask.Item item, String reason) {
    notRemoved(item, item.doomed() ? Fate.REMOVAL_RECORDED : Fate.KEPT, reason);
  }

  private void notRemoved(JobTask.Item item, Fate fate, String reason) {
    int failures = item.known().failures() + 1;
    Instant retryAt = active.schedule().retryAt(item.id(), failures, now, now);
    events.add(new Event.NotRemoved(item.id(), item.unwanted(), reason, retryAt));
    end(item, fate, item.known().failedUntil(retryAt));
  }

  private void wait(JobTask.Item item) {
    Fate fate = item.doomed() ? Fate.REMOVAL_RECORDED : Fate.KEPT;
    end(item, fate, item.known().failedUntil(now.plus(UNTIL_KNOWN)));
  }

  private void end(JobTask.Item item, Fate fate, CredentialRecord known) {
    outcomes.add(new JobReport.Outcome(item.id(), fate, known, Optional.empty()));
  }

  public List<JobReport.Outcome> outcomes() {
    return outcomes;
  }

  public List<Event> events() {
    return events;
  }
}
