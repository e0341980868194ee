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
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldQueue;
import org.credmint.index.HoldRequest;
import org.credmint.index.JobIndex;
import org.credmint.index.JobState;
import org.credmint.index.StepDetectingClock;
import org.credmint.policy.decision.Refusal;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;
import org.credmint.reconcile.JobReport;

/** The loop's part for jobs that can have no credential: has them put on hold, and tells of it. */
final class JobHolder {
  private static final String RULE = "OAuthServicesNeeded";

  /** Stands in a state for an order that no refusal of policy gave; refusals are odd numbers. */
  private static final int FOR_INTRUSION = 2;

  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final Journal journal;
  private final JobIndex index;
  private final HoldQueue holdQueue = new HoldQueue();
  private final Set<String> failuresTold = new HashSet<>();
  private List<ScheddQueue> queues = List.of();

  JobHolder(
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      Journal journal,
      JobIndex index) {
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = journal;
    this.index = index;
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
    JobState state = index.find(refused.refusal().id());
    if (state == null) {
      return false;
    }
    JobStatus intruder = state.statusOfIntruder(refused.job());
    if (intruder != null) {
      return intruder.mayRun();
    }
    JobRequest request = state.request;
    boolean inVain = state.firstIntruder().isPresent() || state.known.refusal() != 0;
    return request != null
        && request.job().equals(refused.job())
        && request.status().mayRun()
        && inVain;
  }

  private Optional<String> nameOf(String localName) {
    return queues.stream()
        .filter(queue -> queue.localName().equals(localName))
        .findFirst()
        .flatMap(ScheddQueue::name);
  }

  /** Policy was asked about a job's credential. */
  void decided(JobState state, JobReport.Outcome outcome) {
    JobRequest request = state.request;
    if (request == null || outcome.refusal().isEmpty()) {
      return;
    }
    int reason = outcome.known().refusal();
    if (request.status().mayRun() && state.heldFor != reason) {
      state.heldFor = reason;
      order(new HoldRequest.Refused(request.job(), outcome.refusal().get()));
    }
  }

  /** A job of another schedd asks by a credential's name. */
  void intruded(JobState state, JobChange.Intruded one) {
    Refusal refusal = new Refusal(one.named(), RULE, whyIntruder(one));
    if (one.status().mayRun()) {
      journal.record(new Event.Refused(one.named(), RULE, refusal.reason(), Optional.empty()));
      order(new HoldRequest.Refused(one.job(), refusal));
    }
    asked(state);
  }

  /** A job asks for its credential, which may be one that others intrude on. */
  void asked(JobState state) {
    JobRequest request = state.request;
    JobId intruder = state.firstIntruder().orElse(null);
    if (request != null
        && intruder != null
        && request.status().mayRun()
        && state.heldFor != FOR_INTRUSION) {
      state.heldFor = FOR_INTRUSION;
      String reason =
          "job %s of another schedd also requests %s, and two jobs must not share a token; release this job when the other has left the queue"
              .formatted(intruder, state.id.stem());
      order(new HoldRequest.Refused(request.job(), new Refusal(state.id, RULE, reason)));
    }
  }

  private static String whyIntruder(JobChange.Intruded one) {
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
      journal.record(new Event.JobsHeld(held, order.reason()));
    }
    failed.forEach((reason, jobs) -> tellFailure(jobs, reason));
    if (holdQueue.isEmpty()) {
      failuresTold.clear();
    }
  }

  /** Each reason once, until nothing waits any more. */
  private void tellFailure(List<String> jobs, String reason) {
    if (failuresTold.add(reason)) {
      journal.record(new Event.JobsNotHeld(jobs, reason));
    }
  }

  long nanosUntilTask() {
    return holdQueue.nanosUntilNext(clock.nanos());
  }
}
