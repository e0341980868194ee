// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.JobId;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.carried.CarriedReader;
import org.credmint.issue.proxy.ProxyIssuer;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.Provider;
import org.credmint.reconcile.OriginCheck.Origin;
import org.credmint.reconcile.Outcome.Fate;
import org.credmint.store.CredentialFile;
import org.credmint.store.CredentialStore;
import org.credmint.store.FileVersion;
import org.credmint.store.Stored;

/**
 * The files of credentials in one directory that nobody requests any longer. Those that we made go;
 * others stay as they are.
 */
final class FileRemoval {
  /** Until what cannot be told of a file yet is looked into again. */
  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(60);

  /** A file of ours, as it was when that was found out. */
  private record Leaving(CredentialTask task, FileVersion mark) {}

  private final BatchContext context;
  private final OriginCheck origins;
  private final List<Leaving> leaving = new ArrayList<>();
  private final List<AuditEntry> entries = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  FileRemoval(BatchContext context, OriginCheck origins) {
    this.context = context;
    this.origins = origins;
  }

  /** Finds out whether there is a file and whether it is ours. */
  void look(CredentialTask task, Directory opened, CredentialStore store) {
    try {
      Optional<FileVersion> present = store.mark(opened, file(task));
      if (present.isEmpty()) {
        gone(task);
      } else if (task.known().isSettledAs(present.get())) {
        leave(task, present.get());
      } else {
        lookIntoOrigin(task, opened, store);
      }
    } catch (PosixException e) {
      failed(task, String.valueOf(e.getMessage()));
    }
  }

  private void lookIntoOrigin(CredentialTask task, Directory opened, CredentialStore store)
      throws PosixException {
    Provider provider = context.active().providers().get(task.id().provider());
    if (provider == null && JobId.parse(task.id().handle()).isPresent()) {
      failed(task, "its provider is not served");
      return;
    }
    // Of a standing credential that is declared no more, the audit log alone can tell.
    Function<byte[], CredentialReading> reader =
        provider == null ? FileRemoval::readAny : provider::read;
    Stored stored = store.look(opened, file(task), FileVersion.NONE, reader);
    Origin origin = origins.of(file(task), stored, Optional.ofNullable(provider), context.now());
    if (stored instanceof Stored.Missing) {
      gone(task);
    } else if (origin instanceof Origin.Foreign foreign) {
      events.add(new DirectoryEvent.ForeignFile(task.id(), foreign.reason()));
      end(task, Fate.FOREIGN, CredentialRecord.settled(task.id().stem(), FileVersion.NONE));
    } else if (origin instanceof Origin.Unknown unknown) {
      unknown.reason().ifPresentOrElse(reason -> failed(task, reason), () -> wait(task));
    } else if (stored instanceof Stored.Held held) {
      leave(task, held.mark());
    }
    if (stored instanceof Stored.Held held) {
      held.content().close();
    }
  }

  /** Nobody tells which kind of credential it was. */
  private static CredentialReading readAny(byte[] file) {
    boolean isPem = file.length > 0 && file[0] == '-';
    CredentialReading made = isPem ? ProxyIssuer.readFile(file) : TokenFileParser.read(file);
    return made instanceof CredentialReading.Unreadable ? CarriedReader.readAny(file) : made;
  }

  private CredentialFile file(CredentialTask task) {
    return context.file(task.id(), task.destination());
  }

  private void leave(CredentialTask task, FileVersion mark) {
    leaving.add(new Leaving(task, mark));
    if (!task.doomed()) {
      entries.add(AuditEntries.ofRemoval(task.id(), task.unwanted()));
    }
  }

  /** The audit record that must be durable before anything is removed. */
  List<AuditEntry> entries() {
    return entries;
  }

  /** Removes what is ours; the audit log has been told. */
  void remove(Directory opened, CredentialStore store) {
    leaving.forEach(one -> remove(one, opened, store));
  }

  private void remove(Leaving one, Directory opened, CredentialStore store) {
    try {
      Optional<FileVersion> present = store.mark(opened, file(one.task()));
      if (present.isPresent() && !present.get().equals(one.mark())) {
        notRemoved(one.task(), Fate.REMOVAL_RECORDED, "it was replaced in the meantime");
        return;
      }
      if (store.remove(opened, file(one.task()))) {
        events.add(
            new DirectoryEvent.Removed(one.task().id(), name(one.task()), one.task().unwanted()));
      }
      gone(one.task());
    } catch (PosixException e) {
      notRemoved(one.task(), Fate.REMOVAL_RECORDED, String.valueOf(e.getMessage()));
    }
  }

  /** The file is not there. */
  void gone(CredentialTask task) {
    end(task, Fate.REMOVED, CredentialRecord.settled(task.id().stem(), FileVersion.NONE));
  }

  /** The file could not be looked at. */
  void failed(CredentialTask task, String reason) {
    notRemoved(task, task.doomed() ? Fate.REMOVAL_RECORDED : Fate.KEPT, reason);
  }

  private void notRemoved(CredentialTask task, Fate fate, String reason) {
    int failures = task.known().failures() + 1;
    Instant retryAt = context.schedule().retryAt(task.id(), failures, context.now(), context.now());
    events.add(
        new DirectoryEvent.NotRemoved(task.id(), name(task), task.unwanted(), reason, retryAt));
    end(task, fate, task.known().failedUntil(retryAt));
  }

  private static String name(CredentialTask task) {
    return task.destination().fileOf(task.id());
  }

  private void wait(CredentialTask task) {
    Fate fate = task.doomed() ? Fate.REMOVAL_RECORDED : Fate.KEPT;
    end(task, fate, task.known().failedUntil(context.now().plus(UNTIL_KNOWN)));
  }

  private void end(CredentialTask task, Fate fate, CredentialRecord known) {
    outcomes.add(new Outcome(task.id(), fate, known, Optional.empty()));
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  List<Event> events() {
    return events;
  }
}
