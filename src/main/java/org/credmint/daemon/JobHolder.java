// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.demand.DemandChange;
import org.credmint.event.CredentialEvent;
import org.credmint.event.JobQueueEvent;
import org.credmint.event.Journal;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.CredentialState;
import org.credmint.index.CredentialTable;
import org.credmint.index.HoldQueue;
import org.credmint.index.HoldRequest;
import org.credmint.index.StepDetectingClock;
import org.credmint.policy.decision.Refusal;
import org.credmint.queue.job.JobStatus;
import org.credmint.reconcile.Outcome;
import org.credmint.request.Subject;

/** The loop's part for jobs that can have no credential: has them put on hold, and tells of it. */
final class JobHolder {
  private static final String RULE = "OAuthServicesNeeded";

  /** Stands in a state for an order that no refusal of policy gave; refusals are odd numbers. */
  private static final int FOR_INTRUSION = 2;

  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final Journal journal;
  private final CredentialTable table;
  private final HoldQueue holdQueue = new HoldQueue();
  private final Set<String> failuresTold = new HashSet<>();
  private List<ScheddQueue> queues = List.of();

  JobHolder(
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      Journal journal,
      CredentialTable table) {
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = journal;
    this.table = table;
  }

  void startTask(List<ScheddQueue> schedds) {
    queues = schedds;
    holdQueue
        .next(clock.nanos(), this::isNeeded, this::nameOf)
        .ifPresent(
            order -> workers.sendToWait(() -> new Message.HoldDone(order, operations.hold(order))));
  }

  /** Whether the job is still in the queue, may still run, and still asks in vain. */
  private boolean isNeeded(HoldRequest.Refused refused) {
    CredentialState state = table.find(refused.refusal().id());
    if (state == null) {
      return false;
    }
    JobStatus intruder = state.statusOfIntruder(refused.job());
    if (intruder != null) {
      return intruder.mayRun();
    }
    Subject.Job job = state.job();
    boolean inVain = state.firstIntruder().isPresent() || state.known.refusal() != 0;
    return job != null && job.id().equals(refused.job()) && job.mayRun() && inVain;
  }

  private Optional<String> nameOf(String localName) {
    return queues.stream()
        .filter(queue -> queue.localName().equals(localName))
        .findFirst()
        .flatMap(ScheddQueue::name);
  }

  /** Policy was asked about a job's credential. */
  void decided(CredentialState state, Outcome outcome) {
    Subject.Job job = state.job();
    if (job == null || outcome.refusal().isEmpty()) {
      return;
    }
    int reason = outcome.known().refusal();
    if (job.mayRun() && state.heldFor != reason) {
      state.heldFor = reason;
      order(new HoldRequest.Refused(job.id(), outcome.refusal().get()));
    }
  }

  /** A job of another schedd asks by a credential's name. */
  void intruded(CredentialState state, DemandChange.Intruded one) {
    Refusal refusal = new Refusal(one.named(), RULE, whyIntruder(one));
    if (one.status().mayRun()) {
      journal.record(
          new CredentialEvent.Refused(one.named(), RULE, refusal.reason(), Optional.empty()));
      order(new HoldRequest.Refused(one.job(), refusal));
    }
    requested(state);
  }

  /** A credential is requested, which may be one that jobs of other schedds intrude on. */
  void requested(CredentialState state) {
    Subject.Job job = state.job();
    JobId intruder = state.firstIntruder().orElse(null);
    if (job != null && intruder != null && job.mayRun() && state.heldFor != FOR_INTRUSION) {
      state.heldFor = FOR_INTRUSION;
      String reason =
          "job %s of another schedd also requests %s, and two jobs must not share a token; release this job when the other has left the queue"
              .formatted(intruder, state.id.stem());
      order(new HoldRequest.Refused(job.id(), new Refusal(state.id, RULE, reason)));
    }
  }

  private static String whyIntruder(DemandChange.Intruded one) {
    CredentialId own =
        new CredentialId(one.named().user(), one.named().provider(), one.job().toString());
    String fix =
        JobId.isScheddName(one.job().schedd()) || one.job().schedd().isEmpty()
            ? "have the JOB_TRANSFORM of its schedd write %s (see PER_JOB_TOKEN_SCHEDD in 50-credmint-per-job.conf), then submit the job again"
                .formatted(own.stem())
            : "the local name of its schedd cannot be part of a credential name; the administrator must change it";
    return "job %s requests %s, which is the token of another schedd's job; %s"
        .formatted(one.job(), one.named().stem(), fix);
  }

  private void order(HoldRequest.Refused refused) {
    String localName = refused.job().schedd();
    boolean reachable =
        queues.stream()
            .filter(queue -> queue.localName().equals(localName))
            .allMatch(ScheddQueue::isReachable);
    if (reachable) {
      holdQueue.add(refused, clock.nanos());
    } else {
      tellFailure(
          List.of(refused.job().toString()),
          "schedd %s has no SCHEDD_NAME of its own, so condor_hold cannot address it; the job gets no token and will be held with code 4 when it starts; set a different SCHEDD_NAME for each schedd"
              .formatted(localName));
    }
  }

  void done(Message.HoldDone done) {
    HoldRequest order = done.order();
    JobHolds.Answer answer = done.answer();
    List<String> held = new ArrayList<>();
    Map<String, List<String>> failed = new LinkedHashMap<>();
    for (HoldRequest.Refused one : order.refusals()) {
      String job = one.job().withinSchedd();
      if (answer.held().contains(job)) {
        held.add(one.job().toString());
      } else if (!answer.past().contains(job)) {
        String reason = answer.failed().getOrDefault(job, answer.failure().orElse(""));
        failed.computeIfAbsent(reason, same -> new ArrayList<>()).add(one.job().toString());
      }
    }
    holdQueue.done(order, answer, clock.nanos());
    if (!held.isEmpty()) {
      journal.record(new JobQueueEvent.JobsHeld(held, order.reason()));
    }
    failed.forEach((reason, jobs) -> tellFailure(jobs, reason));
    if (holdQueue.isEmpty()) {
      failuresTold.clear();
    }
  }

  /** Each reason once, until nothing waits any more. */
  private void tellFailure(List<String> jobs, String reason) {
    if (failuresTold.add(reason)) {
      journal.record(new JobQueueEvent.JobsNotHeld(jobs, reason));
    }
  }

  long nanosUntilTask() {
    return holdQueue.nanosUntilNext(clock.nanos());
  }
}
