// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.issue.Issuance.Issued;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.TraceStep;
import org.credmint.request.Request;
import org.credmint.request.Subject;

/** What the audit log is told. */
public final class AuditEntries {
  private AuditEntries() {}

  /**
   * What must be durable before a credential's file is written.
   *
   * @param first whether it had none until now
   * @param validUntil when the one expires that is still in the file; empty where none is there
   */
  static Optional<AuditEntry> before(
      Step step, Request request, boolean first, Optional<Instant> validUntil) {
    if (step instanceof Step.Write made) {
      AuditEntry.Act act = first ? AuditEntry.Act.MINT : AuditEntry.Act.RENEWAL;
      return Optional.of(ofToken(act, made.planned().plan(), request, made.issued(), "issued"));
    }
    if (step instanceof Step.Withdraw taken) {
      String why = taken.refusal().rule() + ": " + taken.refusal().reason();
      return Optional.of(ofRemoval(request.id(), why));
    }
    return step instanceof Step.Refused refused && refused.isNews()
        ? Optional.of(ofRefusal(refused.refusal(), request, validUntil))
        : Optional.empty();
  }

  /** What is to be recorded after the files were written: a token whose file could not be. */
  static Optional<AuditEntry> after(Step step, Request request) {
    return step instanceof Step.NotWritten lost
        ? Optional.of(
            ofToken(
                AuditEntry.Act.FAILURE,
                lost.planned().plan(),
                request,
                lost.issued(),
                lost.reason()))
        : Optional.empty();
  }

  /** A token that was issued, with the rules that gave it its claims, each once. */
  private static AuditEntry ofToken(
      AuditEntry.Act act, Plan plan, Request request, Issued issued, String outcome) {
    Set<String> rules = new LinkedHashSet<>();
    for (TraceStep step : plan.trace()) {
      rules.add(step.rule());
    }
    AuditEntry.Claims claims = AuditEntry.Claims.of(issued.description());
    String rule = String.join(", ", rules);
    return new AuditEntry(
        act,
        plan.id().provider(),
        plan.id().user(),
        jobOf(request),
        request.subject() instanceof Subject.Target ? targetOf(plan.id()) : "",
        claims,
        rule,
        outcome);
  }

  /**
   * A credential that policy refuses.
   *
   * @param validUntil when the token dies that is still in the file; empty where none is there
   */
  private static AuditEntry ofRefusal(
      Refusal refusal, Request request, Optional<Instant> validUntil) {
    String until =
        validUntil.map(end -> "; the token issued before is valid until " + end).orElse("");
    return refused(AuditEntry.Act.REFUSAL, refusal, jobOf(request), until);
  }

  /** A job that was put on hold for that. */
  public static AuditEntry ofHold(JobId job, Refusal refusal) {
    return refused(AuditEntry.Act.HOLD, refusal, Optional.of(job), "");
  }

  /** A file that was removed, and why. */
  public static AuditEntry ofRemoval(CredentialId id, String why) {
    Optional<JobId> job = JobId.parse(id.handle());
    return new AuditEntry(
        AuditEntry.Act.REMOVAL,
        id.provider(),
        id.user(),
        job,
        job.isPresent() ? "" : targetOf(id),
        AuditEntry.Claims.NONE,
        "",
        why);
  }

  /** By what a standing credential is known: its target, or its own name where it has none. */
  static String targetOf(CredentialId id) {
    return id.handle().isEmpty() ? id.provider() : id.handle();
  }

  /**
   * A file that HTCondor or another program removed.
   *
   * @param request what it was for; empty where it is requested no longer
   * @param validUntil when the token expires that it held
   */
  public static AuditEntry ofLoss(CredentialId id, Optional<Request> request, Instant validUntil) {
    AuditEntry.Claims claims =
        new AuditEntry.Claims("", "", "", List.of(), "", Optional.empty(), Optional.of(validUntil));
    String outcome =
        "the file was removed by HTCondor or another program"
            + (request.isPresent() ? "" : ", together with the request for it");
    return line(AuditEntry.Act.LOSS, id, request.flatMap(AuditEntries::jobOf), claims, "", outcome);
  }

  private static Optional<JobId> jobOf(Request request) {
    return request.subject() instanceof Subject.Job job ? Optional.of(job.id()) : Optional.empty();
  }

  private static AuditEntry refused(
      AuditEntry.Act act, Refusal refusal, Optional<JobId> job, String addition) {
    AuditEntry.Claims none = AuditEntry.Claims.NONE;
    return line(act, refusal.id(), job, none, refusal.rule(), refusal.reason() + addition);
  }

  private static AuditEntry line(
      AuditEntry.Act act,
      CredentialId id,
      Optional<JobId> job,
      AuditEntry.Claims claims,
      String rule,
      String outcome) {
    return new AuditEntry(act, id.provider(), id.user(), job, claims, rule, outcome);
  }
}
