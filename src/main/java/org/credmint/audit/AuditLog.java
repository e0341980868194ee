// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.LineWriter;
import org.credmint.config.AuditSettings;
import org.credmint.os.Host;
import org.credmint.os.libc.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * The audit log, open for adding to. Safe for use by several threads: what they add while one of
 * them waits for the disk goes there together, with one write and one wait.
 *
 * <p>Nothing is thrown when the disk fails. The lines stay in memory, up to 50,000 or 32 MiB of
 * them, and go before what is added next; lines beyond that are counted, and a line {@code gap}
 * tells the number. One audit log has one writer: two would break each other's chain.
 */
public final class AuditLog implements AutoCloseable {
  private static final int MOST_NOTICES = 20;

  /** What one caller adds, and what came of it. */
  private static final class Batch {
    private final List<byte[]> lines;
    private boolean isDone;
    private @Nullable PosixException failure;

    private Batch(List<byte[]> lines) {
      this.lines = lines;
    }
  }

  private final InstantSource clock;
  private final ChainWriter writer;
  private final Backlog backlog = new Backlog();
  private final List<Batch> waiting = new ArrayList<>();
  private final Set<String> notices = new LinkedHashSet<>();

  /** Held while the disk is waited for; {@link #waiting} has its own lock, held for no time. */
  private final Object disk = new Object();

  private AuditLog(Host host, AuditSettings settings, InstantSource clock) {
    this.clock = clock;
    this.writer = new ChainWriter(host, settings, clock, this::notice);
  }

  /**
   * Opens the audit log, creating its file if it is missing, and finds the end of its chain.
   *
   * @param host opens files
   * @param settings tell where it is and how much of it is kept
   * @param clock for the lines' times and the names of older files
   * @return the audit log, to be closed by the caller; where the file could not be opened a notice
   *     says why, and each append tries again
   */
  public static AuditLog open(Host host, AuditSettings settings, InstantSource clock) {
    AuditLog log = new AuditLog(host, settings, clock);
    log.prepare();
    return log;
  }

  private void prepare() {
    synchronized (disk) {
      try {
        writer.prepared(0);
      } catch (PosixException e) {
        notice("The audit log cannot be written: " + e.getMessage());
      }
    }
  }

  /**
   * Adds lines and waits until they are on the disk, with all that was added before.
   *
   * @param entries what happened, in this order
   * @return empty when they are; else why not. They are then kept, and need not be added again
   */
  public Optional<PosixException> append(List<AuditEntry> entries) {
    String now = LineWriter.shown(clock.instant());
    Batch batch = new Batch(entries.stream().map(entry -> LineWriter.entry(now, entry)).toList());
    synchronized (waiting) {
      waiting.add(batch);
    }
    synchronized (disk) {
      if (!batch.isDone) {
        commit();
      }
      return Optional.ofNullable(batch.failure);
    }
  }

  /**
   * Tries again to write what could not be written.
   *
   * @return empty when nothing waits any more; else why it does
   */
  public Optional<PosixException> flush() {
    return append(List.of());
  }

  /** For all who wait: most find their lines written when their turn comes. */
  private void commit() {
    List<Batch> batches;
    synchronized (waiting) {
      batches = List.copyOf(waiting);
      waiting.clear();
    }
    PosixException failure = write();
    batches.forEach(batch -> backlog.add(batch.lines));
    if (failure == null) {
      failure = write();
    } else {
      backlog.trim();
    }
    for (Batch batch : batches) {
      batch.isDone = true;
      batch.failure = failure;
    }
  }

  private @Nullable PosixException write() {
    try {
      writer.write(backlog);
      return null;
    } catch (PosixException e) {
      backlog.trim();
      return e;
    }
  }

  /**
   * The SHA-256 of the last line on the disk, in hexadecimal digits: a copy kept elsewhere can tell
   * later whether the audit log up to here was made anew.
   */
  public String head() {
    synchronized (disk) {
      return writer.head();
    }
  }

  /** What an administrator should know though no line is lost, each thing once; then forgets it. */
  public List<String> takeNotices() {
    synchronized (notices) {
      List<String> taken = List.copyOf(notices);
      notices.clear();
      return taken;
    }
  }

  private void notice(String text) {
    synchronized (notices) {
      if (notices.size() < MOST_NOTICES) {
        notices.add(text);
      }
    }
  }

  /** Tries a last time to write what waits, and closes the file; an append would open it again. */
  @Override
  public void close() {
    synchronized (disk) {
      commit();
      writer.close();
    }
  }
}
