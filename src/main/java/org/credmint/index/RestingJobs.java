// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.credmint.config.JobRenewal;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * Counts how long jobs have been on hold, or removed and still in the queue, and tells when their
 * credentials have to go.
 *
 * <p>The job's ad tells since when. From the first sight on the clock that nobody can set counts:
 * setting the other one prolongs nothing and brings nothing back.
 */
public final class RestingJobs {
  private record End(long nanos, JobState state) {}

  private final PriorityQueue<End> ends =
      new PriorityQueue<>((one, other) -> Long.compare(one.nanos() - other.nanos(), 0));

  /**
   * Takes in what a job asks for now; its state has that request already.
   *
   * @param before what it asked for until now; null where it did not
   */
  public void asked(
      JobState state, @Nullable JobRequest before, JobRenewal limits, StepDetectingClock clock) {
    JobRequest request = state.request;
    if (request == null || request.status().mayRun()) {
      state.unwanted = "";
      state.endNanos = JobState.NO_END;
    } else if (before == null || before.status() != request.status() || isOther(limits, state)) {
      rest(state, request, limits, clock);
    }
  }

  /** What went for good does not come back by a longer limit. */
  private static boolean isOther(JobRenewal limits, JobState state) {
    JobRequest request = state.request;
    return request != null
        && state.unwanted.isEmpty()
        && !limitOf(request, limits).equals(state.limit);
  }

  private static Duration limitOf(JobRequest request, JobRenewal limits) {
    return request.status() == JobStatus.HELD ? limits.held() : limits.removed();
  }

  private void rest(
      JobState state, JobRequest request, JobRenewal limits, StepDetectingClock clock) {
    Duration limit = limitOf(request, limits);
    Duration left = limit.minus(age(request.since(), clock.now()));
    if (left.isZero() || left.isNegative()) {
      expire(state, request.status() == JobStatus.HELD, limit);
      return;
    }
    state.unwanted = "";
    state.endNanos = clock.nanos() + left.toNanos();
    state.limit = limit;
    ends.add(new End(state.endNanos, state));
  }

  /** A time that is yet to come is no time: the clock was set, or somebody edited the job. */
  private static Duration age(long since, Instant now) {
    long seconds = now.getEpochSecond() - since;
    return since == 0 || seconds < 0 ? Duration.ZERO : Duration.ofSeconds(seconds);
  }

  private static void expire(JobState state, boolean held, Duration limit) {
    state.endNanos = JobState.NO_END;
    state.unwanted =
        held
            ? "the job has been on hold for longer than %s (%d s)"
                .formatted(JobRenewal.HELD_KNOB, limit.toSeconds())
            : "the job was removed longer ago than %s (%d s), and is still in the queue"
                .formatted(JobRenewal.REMOVED_KNOB, limit.toSeconds());
  }

  /** Those whose time is over since the last call; their credentials are unwanted now. */
  public List<JobState> over(long nowNanos) {
    List<JobState> over = new ArrayList<>();
    for (End end = ends.peek(); end != null && end.nanos() - nowNanos <= 0; end = ends.peek()) {
      ends.remove();
      JobState state = end.state();
      JobRequest request = state.request;
      if (request != null && state.endNanos == end.nanos()) {
        expire(state, request.status() == JobStatus.HELD, state.limit);
        over.add(state);
      }
    }
    return over;
  }
}
