// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
import org.credmint.revocation.RevocationJson;

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
        : "No daemon has seen it within 3 s: none runs, it cannot write its audit log, or it uses another CREDMINT_CONTROL_DIRECTORY than %s (run condor_reconfig)."
            .formatted(directory);
  }

  private List<Revocation> entries() throws IOException {
    return file.entries(directory);
  }

  /** Prints the list. */
  void printList(boolean asJson, PrintWriter out) throws IOException {
    List<Revocation> entries = entries();
    if (asJson) {
      out.print(new String(RevocationJson.write(entries), StandardCharsets.UTF_8));
      return;
    }
    for (Revocation one : entries) {
      String how = one.withdraw() ? ", files removed" : "";
      out.printf(
          "%s  since %s by %s  %s%s: %s%n",
          one.id(), one.since(), one.by(), one.what(), how, one.reason());
    }
    if (entries.isEmpty()) {
      out.println("Nothing is revoked.");
    }
  }

  /**
   * Adds a revocation; it holds when this returns.
   *
   * @throws IOException where it cannot be added; then nothing has changed
   */
  void revoke(Revocation one) throws IOException {
    refusePartOfCluster(one);
    file.change(
        directory,
        before -> {
          List<Revocation> after = new ArrayList<>(before);
          after.add(one);
          return after;
        });
  }

  /** A cluster's token can be taken from all of its jobs only. */
  private void refusePartOfCluster(Revocation one) throws IOException {
    Optional<JobId> job = one.filter().job().filter(id -> !id.isCluster());
    if (job.isPresent() && hasTokenOfCluster(one)) {
      throw new IOException(
          "job %s shares the token of its cluster: write --job %s to take it from all of its jobs"
              .formatted(job.get(), job.get().wholeCluster()));
    }
  }

  private boolean hasTokenOfCluster(Revocation one) throws IOException {
    Optional<AuditFiles> log = surroundings.auditFiles(daemonName);
    try {
      return log.isPresent() && issued(log.get(), List.of(one)).isOfCluster();
    } catch (IOException e) {
      return false; // nobody knows; the token of the cluster is taken back with the job
    }
  }

  private IssuedBefore issued(AuditFiles log, List<Revocation> revocations) throws IOException {
    return IssuedBefore.of(log, revocations, surroundings.clock().instant());
  }

  /** Ends a revocation; empty where there is none of this id. */
  Optional<Revocation> lift(String id) throws IOException {
    Optional<Revocation> ended = entries().stream().filter(one -> one.id().equals(id)).findFirst();
    if (ended.isPresent()) {
      file.change(
          directory, before -> before.stream().filter(one -> !one.id().equals(id)).toList());
    }
    return ended;
  }

  /**
   * Leaves what was done for the daemon, which adds it to the audit log, at its next start if it
   * does not run.
   */
  void record(AuditEntry.Act act, Revocation one, String outcome) throws IOException {
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

  /** Prints which tokens are out there. */
  void printTokens(Revocation one, PrintWriter out) throws IOException {
    Optional<AuditFiles> log = surroundings.auditFiles(daemonName);
    if (log.isEmpty()) {
      out.println("CREDMINT_AUDIT_LOG is off, so nobody can tell which tokens are out there.");
      return;
    }
    try {
      issued(log.get(), List.of(one)).print(out);
    } catch (IOException e) {
      out.println("Cannot tell which tokens are out there: audit log: " + e.getMessage());
    }
  }

  /**
   * The ids of all tokens that are revoked and may still be valid, whenever they were.
   *
   * @throws IOException where nobody can tell; the message says why
   */
  Set<String> revokedTokens() throws IOException {
    Set<String> all = new LinkedHashSet<>();
    List<Revocation> others = new ArrayList<>();
    for (Revocation one : entries()) {
      one.tokenId().ifPresentOrElse(all::add, () -> others.add(one));
    }
    if (!others.isEmpty()) {
      Optional<AuditFiles> log = surroundings.auditFiles(daemonName);
      String off = "CREDMINT_AUDIT_LOG is off, so nobody can tell which tokens are out there";
      all.addAll(issued(log.orElseThrow(() -> new IOException(off)), others).ids());
    }
    return all;
  }

  /**
   * Looks for misspelled names.
   *
   * @throws IOException where there are any; the message names them
   */
  void checkNames(Revocation one) throws IOException {
    List<String> unknown =
        KnownNames.unknown(
            one,
            surroundings.configuration(daemonName),
            surroundings.auditFiles(daemonName),
            surroundings.host());
    if (!unknown.isEmpty()) {
      String hint =
          one.filter().job().isPresent() ? "; users' tokens are not of one job: use --user" : "";
      throw new IOException(
          "nothing here has %s: is the name right%s?".formatted(String.join(", ", unknown), hint));
    }
  }

  /**
   * Puts the jobs of a revocation on hold.
   *
   * @throws IOException where they are not; the message says why
   */
  void hold(Revocation one) throws IOException {
    Optional<String> failure = failureToHold(one);
    if (failure.isPresent()) {
      throw new IOException(failure.get());
    }
  }

  private Optional<String> failureToHold(Revocation one) {
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
