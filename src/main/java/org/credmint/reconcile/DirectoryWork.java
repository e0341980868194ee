// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.directory.Anomaly;
import org.credmint.event.Event;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryMaker;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.Provider;
import org.credmint.request.Destination.Place;
import org.credmint.request.Request;
import org.credmint.request.Request.Retention;
import org.credmint.store.CredentialStore;
import org.credmint.store.ExportDirectory;
import org.credmint.store.ExportDirectory.UnsafeDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one directory on the way through a batch. Holds the directory open until it is
 * closed.
 */
final class DirectoryWork implements AutoCloseable {
  private final DirectoryTask task;
  private final BatchContext context;
  private final List<CredentialWork> credentials = new ArrayList<>();
  private final List<CredentialWork> undecided = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final FileRemoval removal;
  private @Nullable Directory directory;
  private @Nullable ExportDirectory exports;

  DirectoryWork(DirectoryTask task, BatchContext context, OriginCheck origins) {
    this.task = task;
    this.context = context;
    this.removal = new FileRemoval(context, origins);
  }

  /** Opens the directory, and finds what needs a decision and what nobody asks for. */
  void look(Directory top, Host host, CredentialStore store) {
    try {
      Directory opened = open(top, host);
      directory = opened;
      Optional<Anomaly> unsafe = whyUnsafe(opened);
      if (unsafe.isPresent()) {
        fail(unsafe.get().reason());
      } else {
        tidy(opened, store);
        task.credentials().forEach(one -> look(one, opened, store));
      }
    } catch (UnsafeDirectoryException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (PosixException e) {
      if (e.symbol().equals("ENOENT")) {
        task.credentials().forEach(one -> absent(one, String.valueOf(e.getMessage())));
      } else {
        fail(String.valueOf(e.getMessage()));
      }
    }
  }

  /** What is missing on the way to an exported file is made, for a target may be new. */
  private Directory open(Directory top, Host host) throws PosixException, UnsafeDirectoryException {
    boolean isWanted = task.credentials().stream().anyMatch(one -> one.request().isPresent());
    exports = new ExportDirectory(host);
    return task.place() instanceof Place.Exported place
        ? exports.open(place.directory(), isWanted)
        : open(top, ((Place.OfUser) task.place()).user());
  }

  private void tidy(Directory opened, CredentialStore store) {
    if (task.place() instanceof Place.Exported
        && task.credentials().stream().anyMatch(CredentialTask::recheck)) {
      ExportDirectory.tidy(opened, store);
    }
  }

  private void absent(CredentialTask one, String reason) {
    if (one.request().isEmpty()) {
      removal.gone(one);
    } else if (task.place() instanceof Place.OfUser) {
      vanished(one);
    } else {
      fail(one, reason);
    }
  }

  /**
   * A missing directory of a user is made for what the credd knows nothing of: it creates the
   * directory for users who request a credential at submit, but a job that a transform made ask may
   * be its owner's first.
   */
  private Directory open(Directory top, String user) throws PosixException {
    try {
      return top.child(user);
    } catch (PosixException e) {
      if (e.symbol().equals("ENOENT") && task.credentials().stream().anyMatch(this::isOurs)) {
        return new DirectoryMaker(top).make(user, context.active().directoryOwner());
      }
      throw e;
    }
  }

  private boolean isOurs(CredentialTask one) {
    return one.request().map(Request::retention).filter(Retention.REMOVE::equals).isPresent();
  }

  private Optional<Anomaly> whyUnsafe(Directory opened) throws PosixException {
    return task.place() instanceof Place.OfUser place
        ? context.active().directoryReader().whyUnsafe(place.user(), opened.state())
        : Optional.empty();
  }

  private void look(CredentialTask one, Directory opened, CredentialStore store) {
    if (one.request().isEmpty()) {
      removal.look(one, opened, store);
      return;
    }
    Optional<CredentialWork> work = work(one);
    if (work.isEmpty()) {
      return;
    }
    Optional<String> unfit = whyOthers(one).or(() -> whyUnsafe(work.get(), opened));
    if (unfit.isPresent()) {
      work.get().progress().fail(unfit.get());
    } else if (work.get().look(store, opened, one.recheck() || one.renew())) {
      undecided.add(work.get());
    }
  }

  /** Names of other monitors' files count only where those look. */
  private Optional<String> whyOthers(CredentialTask one) {
    return task.place() instanceof Place.OfUser
        ? context.active().directoryReader().whyOthers(one.id())
        : Optional.empty();
  }

  /** A directory that the file's owner has may hold no other's file. */
  private Optional<String> whyUnsafe(CredentialWork one, Directory opened) {
    ExportDirectory checks = exports;
    if (checks == null || task.place() instanceof Place.OfUser) {
      return Optional.empty();
    }
    try {
      return checks.whyUnsafe(opened, one.file());
    } catch (PosixException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The directory is not there. */
  private void vanished(CredentialTask one) {
    if (one.request().isEmpty()) {
      removal.gone(one);
    } else {
      work(one).ifPresent(work -> work.progress().vanished());
    }
  }

  private void fail(String reason) {
    task.credentials().forEach(one -> fail(one, reason));
  }

  private void fail(CredentialTask one, String reason) {
    if (one.request().isEmpty()) {
      removal.failed(one, reason);
    } else {
      work(one).ifPresent(work -> work.progress().fail(reason));
    }
  }

  /** Empty where no provider of the name is served, so that all stays as it is. */
  private Optional<CredentialWork> work(CredentialTask one) {
    Provider provider = context.active().providers().get(one.id().provider());
    if (provider == null || one.request().isEmpty()) {
      outcomes.add(new Outcome(one.id(), Outcome.Fate.KEPT, one.known(), Optional.empty()));
      return Optional.empty();
    }
    CredentialWork work = new CredentialWork(one, one.request().get(), provider, context);
    credentials.add(work);
    return Optional.of(work);
  }

  /** Removes what nobody asks for; the audit log has been told. */
  void remove(CredentialStore store) {
    if (directory != null) {
      removal.remove(directory, store);
    }
  }

  /** The credentials that policy has to be asked about. */
  List<CredentialWork> undecided() {
    return undecided;
  }

  /** What somebody else removed, and what must be on record before anything is removed here. */
  List<AuditEntry> entries() {
    List<AuditEntry> entries = new ArrayList<>(removal.entries());
    credentials.forEach(one -> one.progress().loss().ifPresent(entries::add));
    return entries;
  }

  @Nullable Directory directory() {
    return directory;
  }

  /** What is to be remembered and told. */
  DirectoryReport report() {
    List<Event> events = new ArrayList<>();
    for (CredentialWork one : credentials) {
      events.addAll(one.progress().events());
      outcomes.add(new Outcome(one.id(), Outcome.Fate.KEPT, one.progress().known(), one.refusal()));
    }
    events.addAll(removal.events());
    outcomes.addAll(removal.outcomes());
    return new DirectoryReport(outcomes, events);
  }

  @Override
  public void close() {
    if (directory != null) {
      directory.close();
    }
  }
}
