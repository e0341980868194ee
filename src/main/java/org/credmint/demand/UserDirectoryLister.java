// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.directory.Anomaly;
import org.credmint.directory.CredentialDirectoryReader;
import org.credmint.directory.DirectoryWatchRegistry;
import org.credmint.directory.ForeignLogin;
import org.credmint.directory.UserDirectoryListing;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.store.CredentialStore;

/** Lists users' directories, and tells what is requested in them. */
final class UserDirectoryLister {
  private static final String NOT_REQUESTED = "its .top file is gone";

  private final Directory top;
  private final DirectoryWatchRegistry watch;
  private final CredentialStore store;

  UserDirectoryLister(Directory top, DirectoryWatchRegistry watch, CredentialStore store) {
    this.top = top;
    this.watch = watch;
    this.store = store;
  }

  /** What one listing gave. */
  static final class Listing {
    final List<DemandChange> changes = new ArrayList<>();
    final List<Event> events = new ArrayList<>();

    /** Whether there is no such directory. */
    boolean gone;

    private void odd(String where, String reason) {
      events.add(new DirectoryEvent.UnexpectedEntry(where, reason));
    }

    private void odd(Anomaly anomaly) {
      odd(anomaly.where(), anomaly.reason());
    }
  }

  /** Lists one; has it watched first, so that later changes are reported. */
  Listing list(UserDirectory user, ActiveConfiguration active, Urgency urgency) {
    CredentialDirectoryReader reader = active.directoryReader();
    Listing listing = new Listing();
    user.modifiedNanos = 0;
    try (Directory directory = top.child(user.user)) {
      Optional<Anomaly> unsafe = reader.whyUnsafe(user.user, directory.state());
      if (unsafe.isPresent()) {
        listing.odd(unsafe.get());
      } else {
        user.watched = user.watched || watch.add(directory, user.watchKey);
        long modified = directory.state().modifiedNanos();
        list(user, directory, active, urgency, listing);
        user.modifiedNanos = modified;
      }
    } catch (PosixException e) {
      notListed(user, e, listing);
    }
    tellNewsOnly(user, listing);
    return listing;
  }

  private void list(
      UserDirectory user,
      Directory directory,
      ActiveConfiguration active,
      Urgency urgency,
      Listing into)
      throws PosixException {
    CredentialDirectoryReader reader = active.directoryReader();
    List<DirectoryEntry> entries = directory.entries();
    UserDirectoryListing found = reader.of(user.user, entries);
    found.anomalies().forEach(into::odd);
    removeLeftovers(user, directory, found.staleTempFiles(), into);
    List<CredentialId> requested =
        found.requests().stream().filter(id -> !isOthers(id, reader, directory, into)).toList();
    Set<CredentialId> present = new HashSet<>(requested);
    for (CredentialId before : user.requested) {
      if (!present.contains(before)) {
        String file = before.stem() + CredentialFileNames.USE;
        boolean fileGone = entries.stream().noneMatch(entry -> entry.name().equals(file));
        into.changes.add(new DemandChange.Withdrawn(before, NOT_REQUESTED, fileGone));
      }
    }
    for (CredentialId id : requested) {
      long login = reader.isForLogins(id) ? login(id, directory, active) : 0;
      into.changes.add(requested(id, login, urgency));
    }
    user.requested = requested;
    into.changes.add(new DemandChange.Listed(user.user, found.present()));
  }

  /** Another number for another login, so that a new one is noticed. */
  private static long login(CredentialId id, Directory directory, ActiveConfiguration active)
      throws PosixException {
    Optional<FileState> file = directory.state(id.stem() + CredentialFileNames.TOP);
    if (file.isEmpty()) {
      return 0;
    }
    Provider provider = active.providers().get(id.provider());
    return provider == null ? file.get().version() : provider.login(id, file.get());
  }

  private static DemandChange requested(CredentialId id, long login, Urgency urgency) {
    Subject user = new Subject.User(id.user(), login);
    Request request =
        new Request(id, user, Destination.CREDENTIAL_DIRECTORY, Request.Retention.KEEP);
    return new DemandChange.Requested(request, urgency);
  }

  /** A link or file in the directory's place answers like a directory that is gone (ENOTDIR). */
  private static void notListed(UserDirectory user, PosixException e, Listing into) {
    if (e.isGone() && !e.symbol().equals("ENOTDIR")) {
      into.gone = true;
      user.requested.forEach(
          id -> into.changes.add(new DemandChange.Withdrawn(id, NOT_REQUESTED, true)));
      into.changes.add(new DemandChange.Listed(user.user, List.of()));
      into.events.add(new DirectoryEvent.UserGone(user.user));
    } else {
      into.odd(user.user, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether a name that reads like one of our provider's handles holds another monitor's login.
   * Only then is a request's content of interest.
   */
  private boolean isOthers(
      CredentialId id, CredentialDirectoryReader reader, Directory directory, Listing into) {
    if (id.handle().isEmpty() || reader.isForLogins(id)) {
      return false;
    }
    String file = id.stem() + CredentialFileNames.TOP;
    try {
      byte[] content = directory.read(file, ForeignLogin.LARGEST_TRIGGER);
      boolean login = ForeignLogin.isIn(content);
      Arrays.fill(content, (byte) 0);
      if (login) {
        into.odd(
            id.user() + "/" + file,
            "it contains a login of another credential monitor, so it is not treated as a request to provider %s with handle %s; rename one of the two services"
                .formatted(id.provider(), id.handle()));
      }
      return login;
    } catch (PosixException e) {
      return isOthers(id, e, directory, into);
    }
  }

  /** The credd writes requests as root: a daemon that is not root cannot look into them. */
  private boolean isOthers(
      CredentialId id, PosixException unreadable, Directory directory, Listing into) {
    try {
      String token = id.stem() + CredentialFileNames.USE;
      if (unreadable.symbol().equals("EACCES") && store.mayBeOurs(directory, token)) {
        return false;
      }
    } catch (PosixException e) {
      into.odd(id.user() + "/" + id.stem(), String.valueOf(e.getMessage()));
    }
    if (!unreadable.isGone()) {
      String file = id.user() + "/" + id.stem() + CredentialFileNames.TOP;
      into.odd(file, String.valueOf(unreadable.getMessage()));
    }
    return true;
  }

  private void removeLeftovers(
      UserDirectory user, Directory directory, List<String> names, Listing into) {
    int removed = 0;
    for (String name : names) {
      try {
        removed += store.removeLeftover(directory, name) ? 1 : 0;
      } catch (PosixException e) {
        into.odd(user.user + "/" + name, String.valueOf(e.getMessage()));
      }
    }
    if (removed > 0) {
      into.events.add(new DirectoryEvent.StaleTempFilesRemoved(removed));
    }
  }

  /** What is unexpected is told once, until it changes. */
  private static void tellNewsOnly(UserDirectory user, Listing listing) {
    List<Event> unexpected =
        listing.events.stream().filter(DirectoryEvent.UnexpectedEntry.class::isInstance).toList();
    int present = unexpected.isEmpty() ? 0 : unexpected.hashCode() | 1;
    if (present == user.unexpected) {
      listing.events.removeAll(unexpected);
    }
    user.unexpected = present;
  }
}
