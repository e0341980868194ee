// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.search.AuditFiles;
import org.credmint.credential.JobId;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.revocation.Revocation;
import org.credmint.revocation.RevocationFile;

/** What is done to the list of revocations of one daemon, each with its record. */
final class RevocationActs {
  private final Surroundings surroundings;
  private final String daemonName;
  private final Path directory;
  private final RevocationFile file;
  private boolean isTaken;

  private RevocationActs(Surroundings surroundings, String daemonName, Path directory) {
    this.surroundings = surroundings;
    this.daemonName = daemonName;
    this.directory = directory;
    this.file = new RevocationFile(surroundings.host());
  }

  static RevocationActs at(Surroundings surroundings, String daemonName) throws IOException {
    return new RevocationActs(surroundings, daemonName, surroundings.controlDirectory(daemonName));
  }

  /** Whether the daemon has seen the last act. */
  String taken() {
    return isTaken
        ? "The daemon has seen it."
        : "No daemon has seen it within 3 s: none runs, or it uses another CREDMINT_CONTROL_DIRECTORY than %s (run condor_reconfig)."
            .formatted(directory);
  }

  List<Revocation> entries() throws IOException {
    return file.entries(directory);
  }

  /** Adds a revocation; it holds when this returns. */
  void revoke(Revocation one) throws IOException {
    file.change(
        directory,
        before -> {
          List<Revocation> after = new ArrayList<>(before);
          after.add(one);
          return after;
        });
    record(AuditEntry.Act.REVOCATION, one, "by " + one.by() + ": " + one.reason());
  }

  /** Ends a revocation; empty where there is none of this id. */
  Optional<Revocation> lift(String id) throws IOException {
    Optional<Revocation> ended = entries().stream().filter(one -> one.id().equals(id)).findFirst();
    if (ended.isPresent()) {
      file.change(
          directory, before -> before.stream().filter(one -> !one.id().equals(id)).toList());
      record(AuditEntry.Act.LIFT, ended.get(), "by " + surroundings.account());
    }
    return ended;
  }

  /** The daemon adds it to the audit log, at its next start if it does not run. */
  private void record(AuditEntry.Act act, Revocation one, String outcome) throws IOException {
    AuditEntry.Claims claims =
        new AuditEntry.Claims(
            one.keyId().orElse(""),
            one.tokenId().orElse(""),
            "",
            List.of(),
            "",
            Optional.empty(),
            Optional.empty());
    AuditEntry entry =
        new AuditEntry(
            act,
            one.filter().provider().orElse(""),
            one.filter().user().orElse(""),
            one.filter().job(),
            one.filter().target().orElse(""),
            claims,
            "revocation " + one.id(),
            outcome);
    isTaken = surroundings.isTaken(directory, surroundings.leave(directory, entry));
  }

  /**
   * Prints which tokens are out there.
   *
   * @return their ids
   */
  List<String> printTokens(Revocation one, PrintWriter out) throws IOException {
    Optional<AuditFiles> log = surroundings.auditFiles(daemonName);
    if (log.isEmpty()) {
      out.println("CREDMINT_AUDIT_LOG is off, so nobody can tell which tokens are out there.");
      return one.tokenId().stream().toList();
    }
    try {
      IssuedBefore issued = IssuedBefore.of(log.get(), one, surroundings.clock().instant());
      issued.print(out);
      return issued.ids();
    } catch (IOException e) {
      out.println("Cannot tell which tokens are out there: audit log: " + e.getMessage());
      return one.tokenId().stream().toList();
    }
  }

  /** These, and all single tokens that were taken back before. */
  List<String> idsFor(List<String> tokens) throws IOException {
    Set<String> all = new LinkedHashSet<>(tokens);
    entries().forEach(one -> one.tokenId().ifPresent(all::add));
    return List.copyOf(all);
  }

  /**
   * Puts the jobs of a revocation on hold.
   *
   * @return why they are not; empty where they are
   */
  Optional<String> hold(Revocation one) {
    String reason = "Taken back by revocation %s: %s".formatted(one.id(), one.reason());
    Optional<JobId> job = one.filter().job();
    if (job.isEmpty()) {
      return surroundings.holds().holdAllOf(one.filter().user().orElseThrow(), reason);
    }
    if (!job.get().schedd().isEmpty()) {
      return Optional.of("run condor_hold for schedd " + job.get().schedd() + " yourself");
    }
    JobHolds.Answer answer =
        surroundings.holds().hold(Optional.empty(), List.of(job.get().withinSchedd()), reason);
    return answer.failure().or(() -> answer.failed().values().stream().findFirst());
  }
}
