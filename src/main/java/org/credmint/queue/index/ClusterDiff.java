// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobChange.Requested;
import org.credmint.queue.job.JobChange.Withdrawn;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;

/** Tells what a change of one cluster means for its jobs' credentials. */
final class ClusterDiff {
  private final AttributeTable table;
  private final int number;
  private final ClusterChanges clusterChanges;
  private final Cluster now;
  private final Consumer<JobChange> listener;
  private boolean sharedMayDiffer;
  private boolean askerReleased;

  private ClusterDiff(
      AttributeTable table,
      int number,
      ClusterChanges clusterChanges,
      Cluster now,
      Consumer<JobChange> listener) {
    this.table = table;
    this.number = number;
    this.clusterChanges = clusterChanges;
    this.now = now;
    this.listener = listener;
  }

  /**
   * Tells the changes of one cluster.
   *
   * @param number the cluster's
   * @param clusterChanges how it was
   * @param now how it is
   * @param listener takes what changed; what left a job comes before what it asks for
   */
  static void tell(
      AttributeTable table,
      int number,
      ClusterChanges clusterChanges,
      Cluster now,
      Consumer<JobChange> listener) {
    new ClusterDiff(table, number, clusterChanges, now, listener).tell();
  }

  private void tell() {
    if (clusterChanges.ad().equals(now.ad())) {
      clusterChanges.forEachChanged((proc, was) -> job(proc, was, now.proc(proc)));
    } else {
      now.forEachProc((proc, is) -> job(proc, clusterChanges.proc(proc, is), is));
      clusterChanges.forEachChanged(
          (proc, was) -> {
            if (now.proc(proc).isGone()) {
              job(proc, was, Ad.GONE);
            }
          });
    }
    if (sharedMayDiffer) {
      shared();
    }
  }

  private void job(int proc, Ad was, Ad is) {
    EffectiveJob old = new EffectiveJob(table, proc, was, clusterChanges.ad());
    EffectiveJob fresh = new EffectiveJob(table, proc, is, now.ad());
    if (old.isSilent() && fresh.isSilent()) {
      return;
    }
    boolean released = clusterChanges.wasReleased(proc);
    boolean sameOwner = old.owner().equals(fresh.owner());
    boolean changed = released || fresh.cameToRestAfter(old) || old.differsFrom(fresh);
    List<String> oldProviders = old.ofItsOwn();
    List<String> providers = fresh.ofItsOwn();
    JobId id = table.job(number, proc);
    for (String provider : oldProviders) {
      if (!sameOwner || !providers.contains(provider)) {
        left(old.owner(), provider, id, why(fresh));
      }
    }
    for (String provider : providers) {
      if (changed || !oldProviders.contains(provider)) {
        asked(fresh, provider, fresh.attributes(number), fresh.status(), fresh.since(), Set.of());
      }
    }
    intrusions(id, old, fresh, changed);
    noteShared(old, fresh, changed, released);
  }

  private void intrusions(JobId id, EffectiveJob old, EffectiveJob fresh, boolean changed) {
    List<CredentialId> was = named(old);
    List<CredentialId> is = named(fresh);
    for (CredentialId one : was) {
      if (!is.contains(one)) {
        listener.accept(new JobChange.IntrusionEnded(one, id));
      }
    }
    for (CredentialId one : is) {
      if (changed || !was.contains(one)) {
        listener.accept(new JobChange.Intruded(one, id, fresh.status()));
      }
    }
  }

  private static List<CredentialId> named(EffectiveJob effectiveJob) {
    List<RequestedService> requestedServices = effectiveJob.ofAnotherSchedd();
    return requestedServices.isEmpty()
        ? List.of()
        : requestedServices.stream()
            .map(
                requestedService ->
                    new CredentialId(
                        effectiveJob.owner().orElseThrow(),
                        requestedService.provider(),
                        String.valueOf(requestedService.ofAnotherSchedd())))
            .distinct()
            .toList();
  }

  private static JobChange.Why why(EffectiveJob fresh) {
    if (fresh.own().isGone()) {
      return JobChange.Why.GONE;
    }
    return fresh.isOver() ? JobChange.Why.COMPLETED : JobChange.Why.NOT_ASKED;
  }

  private void noteShared(EffectiveJob old, EffectiveJob fresh, boolean changed, boolean released) {
    List<String> was = old.ofItsCluster();
    List<String> is = fresh.ofItsCluster();
    sharedMayDiffer |= !was.equals(is) || (changed && !is.isEmpty());
    askerReleased |= released && !is.isEmpty();
  }

  private void shared() {
    ClusterDemand old = new ClusterDemand();
    ClusterDemand fresh = new ClusterDemand();
    now.forEachProc(
        (proc, is) -> {
          fresh.add(new EffectiveJob(table, proc, is, now.ad()));
          old.add(
              new EffectiveJob(table, proc, clusterChanges.proc(proc, is), clusterChanges.ad()));
        });
    clusterChanges.forEachChanged(
        (proc, was) -> {
          if (now.proc(proc).isGone()) {
            old.add(new EffectiveJob(table, proc, was, clusterChanges.ad()));
          }
        });
    shared(old, fresh);
  }

  /** The cluster's ad alone tells the owner and the attributes of what its jobs share. */
  private void shared(ClusterDemand old, ClusterDemand fresh) {
    EffectiveJob was = new EffectiveJob(table, JobId.WHOLE_CLUSTER, clusterChanges.ad(), Ad.EMPTY);
    EffectiveJob is = new EffectiveJob(table, JobId.WHOLE_CLUSTER, now.ad(), Ad.EMPTY);
    boolean sameOwner = was.owner().equals(is.owner());
    boolean changed =
        askerReleased
            || fresh.restsUnlike(old)
            || was.differsFrom(is)
            || !old.overridden().equals(fresh.overridden());
    for (String provider : old.providers()) {
      if (!sameOwner || !fresh.providers().contains(provider)) {
        left(was.owner(), provider, table.job(number, JobId.WHOLE_CLUSTER), whyNoneAsks());
      }
    }
    for (String provider : fresh.providers()) {
      if (changed || !old.providers().contains(provider)) {
        asked(
            is, provider, is.attributes(number), fresh.status(), fresh.since(), fresh.overridden());
      }
    }
  }

  private JobChange.Why whyNoneAsks() {
    return now.hasJobs() ? JobChange.Why.NOT_ASKED : JobChange.Why.GONE;
  }

  private void left(Optional<String> owner, String provider, JobId job, JobChange.Why why) {
    owner.ifPresent(
        user ->
            listener.accept(
                new Withdrawn(new CredentialId(user, provider, job.toString()), job, why)));
  }

  private void asked(
      EffectiveJob effectiveJob,
      String provider,
      EffectiveAttributes attributes,
      JobStatus status,
      long since,
      Set<String> overridden) {
    JobId job = attributes.job();
    effectiveJob
        .owner()
        .ifPresent(
            user ->
                listener.accept(
                    new Requested(
                        new JobRequest(
                            new CredentialId(user, provider, job.toString()),
                            job,
                            attributes,
                            status,
                            since,
                            overridden))));
  }
}
