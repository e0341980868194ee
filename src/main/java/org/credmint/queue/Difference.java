package org.credmint.queue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.queue.JobChange.Asked;
import org.credmint.queue.JobChange.Left;

/** Tells what a change of one cluster means for its jobs' credentials. */
final class Difference {
  private final Slots slots;
  private final int number;
  private final Before before;
  private final Cluster now;
  private final Consumer<JobChange> listener;
  private boolean sharedMayDiffer;
  private boolean askerReleased;

  private Difference(
      Slots slots, int number, Before before, Cluster now, Consumer<JobChange> listener) {
    this.slots = slots;
    this.number = number;
    this.before = before;
    this.now = now;
    this.listener = listener;
  }

  /**
   * Tells the changes of one cluster.
   *
   * @param number the cluster's
   * @param before how it was
   * @param now how it is
   * @param listener takes what changed; what left a job comes before what it asks for
   */
  static void tell(
      Slots slots, int number, Before before, Cluster now, Consumer<JobChange> listener) {
    new Difference(slots, number, before, now, listener).tell();
  }

  private void tell() {
    if (before.ad().equals(now.ad())) {
      before.forEachChanged((proc, was) -> job(proc, was, now.proc(proc)));
    } else {
      now.forEachProc((proc, is) -> job(proc, before.proc(proc, is), is));
      before.forEachChanged(
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
    Asking old = new Asking(slots, proc, was, before.ad());
    Asking fresh = new Asking(slots, proc, is, now.ad());
    if (old.isSilent() && fresh.isSilent()) {
      return;
    }
    boolean released = before.wasReleased(proc);
    boolean sameOwner = old.owner().equals(fresh.owner());
    boolean changed = released || fresh.cameToRestAfter(old) || old.differsFrom(fresh);
    List<String> oldProviders = old.ofItsOwn();
    List<String> providers = fresh.ofItsOwn();
    JobId id = slots.job(number, proc);
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

  private void intrusions(JobId id, Asking old, Asking fresh, boolean changed) {
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

  private static List<CredentialId> named(Asking asking) {
    List<Wish> wishes = asking.ofAnotherSchedd();
    return wishes.isEmpty()
        ? List.of()
        : wishes.stream()
            .map(
                wish ->
                    new CredentialId(
                        asking.owner().orElseThrow(),
                        wish.provider(),
                        String.valueOf(wish.ofAnotherSchedd())))
            .distinct()
            .toList();
  }

  private static JobChange.Why why(Asking fresh) {
    if (fresh.own().isGone()) {
      return JobChange.Why.GONE;
    }
    return fresh.isOver() ? JobChange.Why.COMPLETED : JobChange.Why.NOT_ASKED;
  }

  private void noteShared(Asking old, Asking fresh, boolean changed, boolean released) {
    List<String> was = old.ofItsCluster();
    List<String> is = fresh.ofItsCluster();
    sharedMayDiffer |= !was.equals(is) || (changed && !is.isEmpty());
    askerReleased |= released && !is.isEmpty();
  }

  private void shared() {
    Shared old = new Shared();
    Shared fresh = new Shared();
    now.forEachProc(
        (proc, is) -> {
          fresh.add(new Asking(slots, proc, is, now.ad()));
          old.add(new Asking(slots, proc, before.proc(proc, is), before.ad()));
        });
    before.forEachChanged(
        (proc, was) -> {
          if (now.proc(proc).isGone()) {
            old.add(new Asking(slots, proc, was, before.ad()));
          }
        });
    shared(old, fresh);
  }

  /** The cluster's ad alone tells the owner and the attributes of what its jobs share. */
  private void shared(Shared old, Shared fresh) {
    Asking was = new Asking(slots, JobId.WHOLE_CLUSTER, before.ad(), Ad.EMPTY);
    Asking is = new Asking(slots, JobId.WHOLE_CLUSTER, now.ad(), Ad.EMPTY);
    boolean sameOwner = was.owner().equals(is.owner());
    boolean changed =
        askerReleased
            || fresh.restsUnlike(old)
            || was.differsFrom(is)
            || !old.overridden().equals(fresh.overridden());
    for (String provider : old.providers()) {
      if (!sameOwner || !fresh.providers().contains(provider)) {
        left(was.owner(), provider, slots.job(number, JobId.WHOLE_CLUSTER), whyNoneAsks());
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
            listener.accept(new Left(new CredentialId(user, provider, job.toString()), job, why)));
  }

  private void asked(
      Asking asking,
      String provider,
      KeptAttributes attributes,
      JobStatus status,
      long since,
      Set<String> overridden) {
    JobId job = attributes.job();
    asking
        .owner()
        .ifPresent(
            user ->
                listener.accept(
                    new Asked(
                        new JobRequest(
                            new CredentialId(user, provider, job.toString()),
                            job,
                            attributes,
                            status,
                            since,
                            overridden))));
  }
}
