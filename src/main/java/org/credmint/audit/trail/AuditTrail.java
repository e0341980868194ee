// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.trail;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.credmint.audit.AuditLog;
import org.credmint.audit.line.AuditEntry;
import org.credmint.config.AuditSettings;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.os.libc.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the audit log, where the site keeps one, and the loop where that does not work. Tokens are
 * still issued: a full disk must not take them from running jobs.
 */
public final class AuditTrail implements AutoCloseable {
  private final Consumer<Event> journal;
  private final Function<AuditSettings, AuditLog> opener;
  private @Nullable AuditSettings settings;
  private @Nullable AuditLog log;
  private String failure = "";

  /** An audit log that is kept nowhere until {@link #use} says where. */
  public AuditTrail(Consumer<Event> journal, Function<AuditSettings, AuditLog> opener) {
    this.journal = journal;
    this.opener = opener;
  }

  /** Keeps it there from now on; empty for not at all. */
  public synchronized void use(Optional<AuditSettings> wanted) {
    AuditSettings next = wanted.orElse(null);
    if (isKept(next)) {
      return;
    }
    close();
    settings = next;
    log = wanted.map(opener).orElse(null);
  }

  private boolean isKept(@Nullable AuditSettings wanted) {
    AuditSettings now = settings;
    // The JVM takes 30 ms to make ready its first comparison of records; not at the start.
    return now == null ? wanted == null : now.equals(wanted);
  }

  /** The file that lines are added to; empty where the audit log is turned off. */
  public synchronized Optional<Path> file() {
    return Optional.ofNullable(settings).map(AuditSettings::file);
  }

  /**
   * Adds lines, and waits until they are on the disk. They need not be added again where they are
   * not: they are kept in memory, and tried again.
   *
   * @return whether they are, with all that was added before, or nothing is kept at all
   */
  public boolean record(List<AuditEntry> entries) {
    AuditLog open = log();
    if (open == null) {
      return true;
    }
    if (entries.isEmpty() && isWritten()) {
      return true;
    }
    Optional<PosixException> outcome = open.append(entries);
    tell(open, outcome);
    return outcome.isEmpty();
  }

  private synchronized boolean isWritten() {
    return failure.isEmpty();
  }

  /** Tries again what could not be written. */
  public void flush() {
    AuditLog open = log();
    if (open != null) {
      tell(open, open.flush());
    }
  }

  private synchronized @Nullable AuditLog log() {
    return log;
  }

  private synchronized void tell(AuditLog open, Optional<PosixException> outcome) {
    open.takeNotices().forEach(notice -> send(new DaemonEvent.AuditLogNotice(notice)));
    String reason = outcome.map(e -> String.valueOf(e.getMessage())).orElse("");
    if (!reason.equals(failure)) {
      send(
          reason.isEmpty()
              ? new DaemonEvent.AuditLogRecovered()
              : new DaemonEvent.AuditLogFailing(reason));
    }
    failure = reason;
  }

  private void send(Event event) {
    journal.accept(event);
  }

  @Override
  public synchronized void close() {
    if (log != null) {
      log.close();
      log = null;
    }
  }
}
