// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.demand.DemandChange;
import org.credmint.demand.Urgency;
import org.credmint.index.CredentialState.Progress;
import org.credmint.reconcile.AuditEntries;
import org.credmint.request.CredentialFilter;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.store.FileVersion;

/** Takes in what the sources of demand tell, for the loop. */
public final class DemandIntake {
  private static final String JOB_GONE = "the job has left the queue";
  private static final String NOT_REQUESTED = "no job in the queue requests it any longer";

  private final CredentialTable table;
  private final WaitingCredentials waiting;
  private final RestingJobs resting;
  private final ForeignFiles foreign;
  private final RenewalRequests renewals;

  /** Files whose reason to be there no source could tell yet, by user. */
  private final Map<String, List<CredentialId>> unexplained = new HashMap<>();

  DemandIntake(
      CredentialTable table,
      WaitingCredentials waiting,
      RestingJobs resting,
      ForeignFiles foreign,
      RenewalRequests renewals) {
    this.renewals = renewals;
    this.table = table;
    this.waiting = waiting;
    this.resting = resting;
    this.foreign = foreign;
  }

  /** A credential is requested, in another way than before, or still. */
  public CredentialState requested(Request request, Urgency urgency) {
    foreign.forget(request.id());
    CredentialState state = table.stateOf(request.id());
    Request before = state.request;
    if (!request.equals(before) || state.job() != null) {
      state.request(request);
      resting.requested(state, before);
      state.heldFor = 0;
      state.checkedUnder = 0;
    }
    waiting.queue(state, urgency);
    return state;
  }

  /** It is requested no longer. */
  public void withdrawn(CredentialId id, String why) {
    CredentialState state = table.find(id);
    if (state != null && state.request != null) {
      withdraw(state, state.request, why);
    }
  }

  /**
   * What the audit log is to be told of a file that somebody else removed together with the request
   * for it.
   *
   * @return empty where there was no token, or its file may still be there
   */
  public Optional<AuditEntry> lossOf(DemandChange.Withdrawn withdrawn) {
    CredentialState state = table.find(withdrawn.id());
    return withdrawn.fileGone() && state != null && state.known.hasFile()
        ? Optional.of(AuditEntries.ofLoss(state.id, Optional.empty(), state.known.expiresAt()))
        : Optional.empty();
  }

  private void withdraw(CredentialState state, Request request, String why) {
    state.request = null;
    state.endNanos = CredentialState.NO_END;
    if (request.retention() == Request.Retention.REMOVE) {
      state.unwanted = why;
      waiting.queue(state, Urgency.ROUTINE);
    } else {
      forget(state);
    }
  }

  /** A job of another schedd asks by this credential's name: nobody may have it. */
  public CredentialState intruded(DemandChange.Intruded one) {
    CredentialState state = table.stateOf(one.named());
    state.addIntruder(one.job(), one.status());
    waiting.queue(state, Urgency.URGENT);
    return state;
  }

  /** It does so no more. */
  public void intrusionEnded(CredentialId named, JobId job) {
    CredentialState state = table.find(named);
    if (state != null && state.removeIntruder(job)) {
      state.heldFor = 0;
      state.checkedUnder = 0;
      waiting.queue(state, Urgency.URGENT);
    }
  }

  /** All that one schedd's queue wants has been told. */
  public void queueTold(DemandChange.QueueTold told) {
    for (CredentialState state : table.all()) {
      for (JobId job : state.intruders()) {
        if (job.schedd().equals(told.schedd())
            && !told.intrusions().contains(new DemandChange.IntrusionEnded(state.id, job))) {
          intrusionEnded(state.id, job);
        }
      }
      if (!isOfJob(state)) {
        continue;
      }
      if (!told.providers().contains(state.id.provider())) {
        forget(state);
      } else if (state.schedd().equals(told.schedd()) && !told.requested().contains(state.id)) {
        withdrawn(state.id, JOB_GONE);
      }
    }
  }

  /** Also one that no job requests any longer, as far as its name and place tell. */
  private static boolean isOfJob(CredentialState state) {
    return state.isRequested()
        ? state.job() != null
        : JobId.parse(state.id.handle()).isPresent()
            && state.destination().equals(Destination.CREDENTIAL_DIRECTORY);
  }

  /** Only these schedds' queues are followed from now on. */
  public void queuesFollowed(Set<String> schedds) {
    for (CredentialState state : table.all()) {
      for (JobId job : state.intruders()) {
        if (!schedds.contains(job.schedd())) {
          intrusionEnded(state.id, job);
        }
      }
      if (isOfJob(state) && !schedds.contains(state.schedd())) {
        forget(state);
      }
    }
  }

  /**
   * Those that match are renewed.
   *
   * @return the answers to send, if there is nothing to do
   */
  public List<Runnable> renew(DemandChange.RenewalWanted wanted) {
    return renewals.want(wanted);
  }

  /** Those that match one of these have to be decided on again. */
  public void recheck(List<CredentialFilter> which) {
    for (CredentialState state : table.all()) {
      Request request = state.request;
      if (request != null && which.stream().anyMatch(one -> one.matches(request))) {
        state.checkedUnder = 0;
        waiting.queue(state, Urgency.URGENT);
      }
    }
  }

  /** A user's directory was listed, and has a file for each of these. */
  public void listed(DemandChange.Listed listing) {
    Set<CredentialId> present = new HashSet<>(listing.files());
    foreign.retain(listing.user(), present);
    for (CredentialState state : table.of(listing.user())) {
      compare(state, present);
    }
    if (present.isEmpty()) {
      unexplained.remove(listing.user());
    } else {
      unexplained.put(listing.user(), List.copyOf(present));
    }
  }

  /**
   * Finds files that nobody requests, and that have to go if they are ours. Of some that cannot be
   * told yet: a provider may issue for jobs only since now, or a queue not be readable.
   *
   * @param explained whether the sources tell of all that could request such a file
   */
  public void findStrays(Predicate<CredentialId> explained) {
    unexplained.values().removeIf(files -> findStrays(files, explained));
  }

  private boolean findStrays(List<CredentialId> files, Predicate<CredentialId> explained) {
    boolean all = true;
    for (CredentialId file : files) {
      boolean isStray = table.find(file) == null && !foreign.contains(file);
      if (isStray && explained.test(file)) {
        CredentialState stray = table.stateOf(file);
        stray.unwanted = NOT_REQUESTED;
        waiting.queue(stray, Urgency.ROUTINE);
      }
      all &= !isStray || explained.test(file);
    }
    return all;
  }

  private void compare(CredentialState state, Set<CredentialId> present) {
    if (state.progress != Progress.IDLE
        || !state.destination().equals(Destination.CREDENTIAL_DIRECTORY)) {
      return;
    }
    boolean expected = !state.known.mark().equals(FileVersion.NONE);
    boolean there = present.contains(state.id);
    if (expected && !there) {
      state.checkedUnder = 0;
      waiting.queue(state, Urgency.URGENT);
    } else if (!expected && there && !state.isWanted() && !foreign.contains(state.id)) {
      waiting.queue(state, Urgency.ROUTINE);
    }
  }

  /** One that is with a worker is forgotten when the worker is done with it. */
  private void forget(CredentialState state) {
    state.request = null;
    state.unwanted = "";
    if (!state.isWithWorker() && table.remove(state)) {
      waiting.drop(state);
    }
  }
}
