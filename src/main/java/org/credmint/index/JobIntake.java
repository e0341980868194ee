// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.credmint.config.JobRenewal;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.index.CredentialIndex.Urgency;
import org.credmint.index.UserState.Progress;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobRequest;
import org.credmint.store.FileVersion;

/** Takes in what the job queues and the disk tell of jobs' credentials, for the loop. */
public final class JobIntake {
  private final JobIndex index;
  private final JobLines lines;
  private final RestingJobs resting;
  private final ForeignFiles foreign;

  public JobIntake(JobIndex index, JobLines lines, RestingJobs resting, ForeignFiles foreign) {
    this.index = index;
    this.lines = lines;
    this.resting = resting;
    this.foreign = foreign;
  }

  /**
   * A job asks for a credential, or asks for another than before.
   *
   * @param limits for how long where it cannot run
   */
  public JobState asked(
      JobRequest request, Urgency urgency, JobRenewal limits, StepDetectingClock clock) {
    foreign.forget(request.id());
    JobState state = index.stateOf(request.id());
    JobRequest before = state.request;
    state.request = request;
    resting.asked(state, before, limits, clock);
    state.heldFor = 0;
    state.checkedUnder = 0;
    lines.queue(state, urgency);
    return state;
  }

  /** A job asks no more: its file has to go. */
  public void left(CredentialId id, JobChange.Why why) {
    JobState state = index.find(id);
    if (state != null && state.request != null) {
      state.request = null;
      state.unwanted = why.text();
      state.endNanos = JobState.NO_END;
      lines.queue(state, Urgency.ROUTINE);
    }
  }

  /**
   * A job of another schedd asks by this credential's name: nobody may have it.
   *
   * @return its state
   */
  public JobState intruded(JobChange.Intruded one) {
    JobState state = index.stateOf(one.named());
    state.addIntruder(one.job(), one.status());
    lines.queue(state, Urgency.URGENT);
    return state;
  }

  /** It does so no more. */
  public void intrusionEnded(CredentialId named, JobId job) {
    JobState state = index.find(named);
    if (state != null && state.removeIntruder(job)) {
      state.heldFor = 0;
      state.checkedUnder = 0;
      lines.queue(state, Urgency.URGENT);
    }
  }

  /**
   * Takes in a whole reading of one schedd's queue: whoever is not asked for has left. Credentials
   * of a provider that no longer issues for jobs are forgotten, but their files stay: a job may be
   * running with one.
   *
   * @param schedd its local name
   * @param asked all that is asked for
   * @param intrusions all that its jobs ask for by others' names
   * @param providers those that issue for jobs
   */
  public void retain(
      String schedd,
      Set<CredentialId> asked,
      Set<JobChange.IntrusionEnded> intrusions,
      Set<String> providers) {
    for (JobState state : index.all()) {
      for (JobId job : state.intruders()) {
        if (job.schedd().equals(schedd)
            && !intrusions.contains(new JobChange.IntrusionEnded(state.id, job))) {
          intrusionEnded(state.id, job);
        }
      }
      if (!providers.contains(state.id.provider())) {
        forget(state);
      } else if (state.schedd.equals(schedd) && !asked.contains(state.id)) {
        left(state.id, JobChange.Why.GONE);
      }
    }
  }

  /** Forgets the credentials of schedds that are no more; their files stay until they die. */
  public void retainSchedds(Set<String> schedds) {
    for (JobState state : index.all()) {
      for (JobId job : state.intruders()) {
        if (!schedds.contains(job.schedd())) {
          intrusionEnded(state.id, job);
        }
      }
      if (!schedds.contains(state.schedd)) {
        forget(state);
      }
    }
  }

  /**
   * Takes in which files of jobs a user's directory holds: one that nobody asks for has to go if it
   * is ours, and one that is missing is made again.
   *
   * @param isKnown whether the queue tells of all jobs that could ask for such a file
   */
  public void compare(String user, List<CredentialId> files, Predicate<CredentialId> isKnown) {
    Set<CredentialId> present = new HashSet<>(files);
    foreign.retain(user, present);
    for (CredentialId file : present) {
      if (index.find(file) == null && isKnown.test(file) && !foreign.contains(file)) {
        JobState stray = index.stateOf(file);
        stray.unwanted = JobChange.Why.NOT_ASKED.text();
        lines.queue(stray, Urgency.ROUTINE);
      }
    }
    for (JobState state : index.of(user)) {
      boolean expected = !state.known.mark().equals(FileVersion.NONE);
      if (state.progress == Progress.IDLE && expected && !present.contains(state.id)) {
        state.checkedUnder = 0;
        lines.queue(state, Urgency.URGENT);
      } else if (state.progress == Progress.IDLE
          && !expected
          && !state.isWanted()
          && present.contains(state.id)
          && !foreign.contains(state.id)) {
        lines.queue(state, Urgency.ROUTINE);
      }
    }
  }

  private void forget(JobState state) {
    if (index.remove(state)) {
      lines.drop(state);
    }
  }
}
