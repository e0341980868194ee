// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.credmint.audit.line.AuditEntry;
import org.credmint.control.ControlDirectory;
import org.credmint.control.RecordFile;
import org.credmint.demand.DemandChange;
import org.credmint.event.ControlEvent;
import org.credmint.event.Event;
import org.credmint.os.Host;
import org.credmint.os.libc.PosixException;
import org.credmint.request.CredentialFilter;

/**
 * Passes to the audit log what commands have done: it has one writer, the daemon, so they leave
 * their records in the control directory. A record's file is removed when its line is on the disk,
 * and stays while the log cannot be written; after a crash in between the line is there twice.
 */
public final class PendingRecords {
  private final Host host;
  private final Predicate<List<AuditEntry>> auditLog;

  /** Those that the audit log was told, while their files are still there. */
  private final Set<String> told = new HashSet<>();

  private volatile String failure = "";

  /**
   * Records on this machine.
   *
   * @param auditLog adds lines, and returns whether they and all before them are durable
   */
  public PendingRecords(Host host, Predicate<List<AuditEntry>> auditLog) {
    this.host = host;
    this.auditLog = auditLog;
  }

  /**
   * Passes on all that is there.
   *
   * @param changes takes what is to be renewed
   * @return what could not be passed on, where that is news
   */
  Optional<Event> pass(Path directory, List<DemandChange> changes) {
    try {
      Optional<ControlDirectory> found = ControlDirectory.find(host, directory);
      if (found.isPresent()) {
        try (ControlDirectory open = found.get()) {
          pass(open, directory, changes);
        }
      }
      failure = "";
      return Optional.empty();
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      boolean isNews = !reason.equals(failure);
      failure = reason;
      return isNews ? Optional.of(new ControlEvent.NotRecorded(reason)) : Optional.empty();
    }
  }

  /** One that is damaged stays, and keeps no other from the log. */
  private void pass(ControlDirectory open, Path directory, List<DemandChange> changes)
      throws IOException {
    Map<String, AuditEntry> entries = new TreeMap<>();
    Optional<IOException> damaged = Optional.empty();
    for (String name : open.names().stream().filter(RecordFile::is).toList()) {
      try {
        entries.put(name, RecordFile.parse(open.read(name).content()));
      } catch (IOException e) {
        damaged = Optional.of(new IOException(name + ": " + e.getMessage(), e));
      }
    }
    entries.keySet().removeAll(told);
    boolean isDurable = auditLog.test(List.copyOf(entries.values()));
    told.addAll(entries.keySet());
    for (Map.Entry<String, AuditEntry> one : entries.entrySet()) {
      if (one.getValue().act() == AuditEntry.Act.REQUEST) {
        String answer = RecordFile.answerTo(one.getKey());
        changes.add(
            new DemandChange.RenewalWanted(
                filterOf(one.getValue()),
                (isWell, lines) -> answer(directory, answer, isWell, lines)));
      }
    }
    Optional<IOException> broken = damaged;
    Optional<IOException> problem =
        isDurable ? removeTold(open).or(() -> broken) : broken; // else the next look tries again
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  private Optional<IOException> removeTold(ControlDirectory open) {
    Optional<IOException> failed = Optional.empty();
    for (String name : List.copyOf(told)) {
      try {
        open.remove(name);
        told.remove(name);
      } catch (PosixException e) {
        if (e.isGone()) {
          told.remove(name);
        } else {
          failed = Optional.of(e);
        }
      }
    }
    return failed;
  }

  private static CredentialFilter filterOf(AuditEntry entry) {
    return new CredentialFilter(
        Optional.of(entry.user()).filter(name -> !name.isEmpty()),
        Optional.of(entry.provider()).filter(name -> !name.isEmpty()),
        entry.job(),
        Optional.of(entry.target()).filter(name -> !name.isEmpty()));
  }

  /** Whoever asked waits for a while; an answer that cannot be written is missed there. */
  private void answer(Path directory, String name, boolean isWell, List<String> lines) {
    try (ControlDirectory open = ControlDirectory.make(host, directory)) {
      String text = (isWell ? "0" : "1") + "\n" + String.join("\n", lines) + "\n";
      open.write(name, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    }
  }
}
