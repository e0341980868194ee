// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.credmint.audit.line.LineHash;
import org.credmint.audit.line.LineWriter;
import org.credmint.audit.line.Tail;
import org.credmint.config.AuditSettings;
import org.credmint.os.Host;
import org.credmint.os.libc.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * Chains lines and brings them to the disk. For one thread at a time.
 *
 * <p>After any failure it trusts nothing that it remembers of the file: it reads how the file ends,
 * closes off what was not written whole, and says so in a line {@code resumed}.
 */
final class ChainWriter implements AutoCloseable {
  private static final int MOST_BYTES_AT_ONCE = 1 << 20;

  private static final Duration A_DAY = Duration.ofDays(1);

  /** After a rotation that did not work, so that not each append tries again. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /**
   * A line of the audit log's own that goes before the others.
   *
   * @param begun the line, but for the hash of the one before
   * @param previous that hash
   * @param endsLine whether a part of a line stands there, which has to be ended first
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
  private record Opening(byte[] begun, String previous, boolean endsLine) {}

  private final Host host;
  private final AuditSettings settings;
  private final InstantSource clock;
  private final Consumer<String> notices;
  private @Nullable AuditFile file;
  private @Nullable String head;
  private @Nullable Opening opening;
  private boolean isTrusted;
  private long size;
  private Instant notBefore = Instant.MIN;
  private Instant begun = Instant.MAX;

  ChainWriter(Host host, AuditSettings settings, InstantSource clock, Consumer<String> notices) {
    this.host = host;
    this.settings = settings;
    this.clock = clock;
    this.notices = notices;
  }

  /** The hash of the last line; all zeros while there is none. */
  String head() {
    return head == null ? LineHash.NONE : head;
  }

  /**
   * Writes what waits, and takes away from it what is on the disk.
   *
   * @throws PosixException when not all is on the disk
   */
  void write(Backlog backlog) throws PosixException {
    while (!backlog.isEmpty()) {
      List<byte[]> lines = backlog.first(MOST_BYTES_AT_ONCE);
      int size = lines.stream().mapToInt(line -> line.length + LineWriter.END_BYTES).sum();
      AuditFile open = prepared(size);
      Chain chain = begunChain(size);
      lines.forEach(chain::add);
      if (lines.size() == backlog.size() && backlog.dropped() > 0) {
        chain.add(LineWriter.gap(clock.instant(), backlog.dropped()));
        notices.accept(backlog.dropped() + " audit records were lost: see the line 'gap'");
      }
      append(open, chain);
      backlog.remove(lines.size());
    }
  }

  private Chain begunChain(int size) {
    Opening first = opening;
    if (first == null) {
      return new Chain(head(), size);
    }
    Chain chain = new Chain(first.previous(), size);
    if (first.endsLine()) {
      chain.endLine();
    }
    chain.add(first.begun());
    return chain;
  }

  private void append(AuditFile open, Chain chain) throws PosixException {
    byte[] bytes = chain.bytes();
    isTrusted = false;
    open.append(bytes);
    isTrusted = true;
    size += bytes.length;
    head = chain.head();
    opening = null;
  }

  /**
   * The file, ready to be added to.
   *
   * @param coming how many bytes will be, about
   */
  AuditFile prepared(long coming) throws PosixException {
    AuditFile open = file;
    if (open == null) {
      open = AuditFile.open(host, settings.file());
      file = open;
    } else if (!open.isAtPath()) {
      notices.accept(settings.file() + " was moved or removed; starting a new file");
      isTrusted = false;
    } else if (open.size() != size) {
      isTrusted = false;
    }
    if (!isTrusted) {
      takeUp(open);
    }
    if (isFull(coming) || isOld()) {
      rotate(open);
    }
    return open;
  }

  /** Finds the end of the chain. */
  private void takeUp(AuditFile open) throws PosixException {
    open.reopen();
    Tail tail = open.tail();
    opening = null;
    if (tail.isEmpty()) {
      open.syncNames();
      follow(open);
    } else if (tail.isSound() && (head == null || tail.lastGood().equals(Optional.of(head)))) {
      head = tail.lastGood().orElseThrow();
    } else {
      resume(tail, lastBefore(open, tail), tail.isOpen());
    }
    size = tail.size();
    if (settings.days() > 0) {
      begun = open.begun().orElseGet(clock::instant);
    }
    isTrusted = true;
  }

  /** An empty file follows what was written before it, in this life or an earlier one. */
  private void follow(AuditFile open) throws PosixException {
    Optional<Tail> older = head == null ? open.olderTail() : Optional.empty();
    if (older.isPresent() && !older.get().isSound()) {
      resume(older.get(), older.get().lastGood().orElse(LineHash.NONE), false);
      return;
    }
    head = older.flatMap(Tail::lastGood).orElse(head());
    if (!head().equals(LineHash.NONE)) {
      opening = continued("continues the previous file");
    }
  }

  /** The last good line before the damage: in this file, or before it. */
  private String lastBefore(AuditFile open, Tail tail) throws PosixException {
    if (tail.lastGood().isPresent()) {
      return tail.lastGood().get();
    }
    return head != null ? head : open.olderTail().flatMap(Tail::lastGood).orElse(LineHash.NONE);
  }

  private void resume(Tail tail, String last, boolean endsLine) {
    byte[] line = LineWriter.resumed(clock.instant(), last, tail.damaged(), tail.damagedLines());
    opening = new Opening(line, tail.lastLine().orElse(LineHash.NONE), endsLine);
    notices.accept(
        settings.file()
            + " did not end with the last line written; continuing with a line 'resumed'");
  }

  private boolean isFull(long coming) {
    return settings.maxBytes() > 0 && size + coming > settings.maxBytes() && mayRotate();
  }

  /** What is kept for some days must not stand in a file with what is younger by far. */
  private boolean isOld() {
    return settings.days() > 0
        && Duration.between(begun, clock.instant()).compareTo(A_DAY) >= 0
        && mayRotate();
  }

  private boolean mayRotate() {
    return opening == null && size > 0 && !clock.instant().isBefore(notBefore);
  }

  private void rotate(AuditFile open) throws PosixException {
    Instant now = clock.instant();
    notBefore = now.plus(PAUSE);
    String aside;
    try {
      aside = open.rotate(now);
    } catch (PosixException e) {
      if (!open.isAtPath()) {
        throw e;
      }
      notices.accept(
          "The audit log keeps growing, because it cannot be rotated: " + e.getMessage());
      return;
    }
    notBefore = Instant.MIN;
    isTrusted = false;
    open.syncNames();
    isTrusted = true;
    size = 0;
    begun = now;
    opening = continued("continues " + aside);
    removeSurplus(open, now);
  }

  private Opening continued(String outcome) {
    return new Opening(LineWriter.continued(clock.instant(), outcome), head(), false);
  }

  private void removeSurplus(AuditFile open, Instant now) {
    try {
      if (settings.days() > 0) {
        open.removeOlderThan(now.minus(Duration.ofDays(settings.days())));
      }
      if (settings.keep() > 0) {
        open.removeSurplus(settings.keep());
      }
    } catch (PosixException e) {
      notices.accept("A rotated file cannot be removed: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
    isTrusted = false;
  }
}
