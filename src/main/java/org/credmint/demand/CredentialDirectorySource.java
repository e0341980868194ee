// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.credmint.directory.CredentialDirectoryReader;
import org.credmint.directory.DirectoryScan;
import org.credmint.directory.DirectoryWatchListener;
import org.credmint.directory.DirectoryWatchRegistry;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.event.ProblemReporter;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.store.CredentialStore;
import org.jspecify.annotations.Nullable;

/**
 * HTCondor's credential directory: the credd leaves requests in users' directories.
 *
 * <p>A directory is listed when a watch reports a change in it, or when a scan of all directories
 * finds that its modification time differs from the one remembered. A scan is made at the start, at
 * SIGHUP and each minute, a part at a time: who changed meanwhile goes first.
 */
public final class CredentialDirectorySource implements DemandSource, DirectoryWatchListener {
  private static final Duration SCAN_PERIOD = Duration.ofSeconds(60);

  /**
   * More changed directories than this are a start: of them only those that changed last may be
   * somebody's who waits at a terminal.
   */
  private static final int MOST_URGENT = 256;

  private static final int MOST_LISTED_AT_ONCE = 256;
  private static final int MOST_SCANNED_AT_ONCE = 1_000;

  /** What a watch told. */
  private sealed interface Word {
    record OfUser(String user) implements Word {}

    record OfDirectory(int key, boolean ended) implements Word {}

    record OfAll(String cause) implements Word {}
  }

  private final Directory top;
  private final Path path;
  private final LongSupplier nanoTime;
  private final Consumer<DemandSource> wake;
  private final Queue<Word> words = new ConcurrentLinkedQueue<>();

  // What follows is touched by the worker that reads.
  private final UserDirectoryLister lister;
  private final UserDirectories users = new UserDirectories();
  private final DutyCycleLimiter scans;
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> toList = new LinkedHashSet<>();
  private final List<DemandChange> changes = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final ProblemReporter reporter = new ProblemReporter(events::add);
  private Urgency urgency = Urgency.ROUTINE;
  private String cause = "start";
  private @Nullable DirectoryScan scan;
  private long scanStartedNanos;
  private long nextScanNanos;
  private boolean scanned;
  private boolean listedChanged;
  private @Nullable CredentialDirectoryReader reader;

  /**
   * A source that wants a scan.
   *
   * @param top the credential directory
   * @param path of it, for messages
   * @param watch has users' directories watched
   * @param store removes what a killed run left
   * @param wake is told that this source wants to be read
   */
  public CredentialDirectorySource(
      Directory top,
      Path path,
      DirectoryWatchRegistry watch,
      CredentialStore store,
      LongSupplier nanoTime,
      Consumer<DemandSource> wake) {
    this.top = top;
    this.path = path;
    this.nanoTime = nanoTime;
    this.wake = wake;
    this.lister = new UserDirectoryLister(top, watch, store);
    this.scans = new DutyCycleLimiter(nanoTime.getAsLong(), SCAN_PERIOD);
    this.nextScanNanos = nanoTime.getAsLong();
  }

  @Override
  public String name() {
    return "credential directory";
  }

  @Override
  public void userChanged(String user) {
    tell(new Word.OfUser(user));
  }

  @Override
  public void directoryChanged(int key, boolean ended) {
    tell(new Word.OfDirectory(key, ended));
  }

  @Override
  public void changesLost() {
    tell(new Word.OfAll("events lost"));
  }

  @Override
  public void lookAgain(String why) {
    words.add(new Word.OfAll(why));
  }

  private void tell(Word word) {
    words.add(word);
    wake.accept(this);
  }

  @Override
  public DemandReading read(ActiveConfiguration active) {
    hear();
    use(active.directoryReader());
    boolean isScanning = scan != null || !toList.isEmpty();
    // In turns, so that directories which change all the time keep no scan from its end.
    listedChanged = !changed.isEmpty() && !(isScanning && listedChanged);
    if (listedChanged) {
      list(changed, Urgency.URGENT, active);
    } else if (!toList.isEmpty()) {
      list(toList, urgency, active);
    } else {
      scan(active.directoryReader());
    }
    boolean pending = !changed.isEmpty() || !toList.isEmpty() || scan != null;
    DemandReading reading =
        new DemandReading(
            changes, scanned && !pending, id -> false, pending ? Duration.ZERO : rest(), events);
    changes.clear();
    events.clear();
    return reading;
  }

  private void hear() {
    for (Word word = words.poll(); word != null; word = words.poll()) {
      if (word instanceof Word.OfUser one) {
        changed.add(one.user());
      } else if (word instanceof Word.OfDirectory one) {
        UserDirectory known = users.byWatchKey(one.key());
        if (known != null) {
          known.watched &= !one.ended();
          changed.add(known.user);
        }
      } else if (word instanceof Word.OfAll all) {
        cause = all.cause();
        scans.want();
      }
    }
    if (nanoTime.getAsLong() - nextScanNanos >= 0 && !scans.isWanted() && scan == null) {
      scans.want();
    }
  }

  /** Other providers, or other rules for names, make other requests of the same files. */
  private void use(CredentialDirectoryReader present) {
    if (reader != null && !present.equals(reader)) {
      toList.clear();
      toList.addAll(users.names());
      urgency = Urgency.ROUTINE;
    }
    reader = present;
  }

  private void list(Set<String> from, Urgency how, ActiveConfiguration by) {
    Iterator<String> waiting = from.iterator();
    for (int i = 0; i < MOST_LISTED_AT_ONCE && waiting.hasNext(); i++) {
      UserDirectory user = users.of(waiting.next());
      waiting.remove();
      UserDirectoryLister.Listing listing = lister.list(user, by, how);
      changes.addAll(listing.changes);
      events.addAll(listing.events);
      if (listing.gone) {
        users.forget(user);
      }
    }
  }

  private void scan(CredentialDirectoryReader by) {
    try {
      DirectoryScan underWay = scan;
      if (underWay == null && scans.start(nanoTime.getAsLong())) {
        scanStartedNanos = nanoTime.getAsLong();
        nextScanNanos = scanStartedNanos + SCAN_PERIOD.toNanos();
        underWay = DirectoryScan.begin(top, by);
        scan = underWay;
      }
      if (underWay != null && underWay.advance(MOST_SCANNED_AT_ONCE)) {
        scanned(underWay);
      }
    } catch (PosixException e) {
      reporter.directoryFailure(path, String.valueOf(e.getMessage()));
      scanEnded();
    }
  }

  private void scanned(DirectoryScan done) {
    reporter.directoryFailure(path, "");
    reporter.anomalies(done.anomalies());
    int before = users.size();
    List<DirectoryScan.Stamp> stamps = done.stamps();
    List<String> differing = users.compare(stamps);
    urgency = differing.size() <= MOST_URGENT ? Urgency.URGENT : Urgency.ROUTINE;
    toList.addAll(differing);
    if (urgency == Urgency.ROUTINE) {
      Set<String> waiting = UserDirectories.latest(stamps, MOST_URGENT);
      waiting.stream().filter(toList::remove).forEach(changed::add);
    }
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - scanStartedNanos);
    events.add(new DirectoryEvent.DirectoryScanned(cause, users.size() - before, took));
    scanned = true;
    scanEnded();
  }

  private void scanEnded() {
    scan = null;
    cause = "timer";
    scans.ended(nanoTime.getAsLong());
  }

  /** Until the next scan. */
  private Duration rest() {
    long now = nanoTime.getAsLong();
    return Duration.ofNanos(Math.min(Math.max(0, nextScanNanos - now), scans.nanosUntilStart(now)));
  }
}
