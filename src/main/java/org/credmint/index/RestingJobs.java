// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.credmint.request.Request;
import org.credmint.request.Rest;
import org.credmint.request.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Counts how long jobs have been on hold, or removed and still in the queue, and tells when their
 * credentials have to go.
 *
 * <p>The job's ad tells since when. From the first sight on the clock that nobody can set counts:
 * setting the other one prolongs nothing and brings nothing back.
 */
public final class RestingJobs {
  private record End(long nanos, CredentialState state) {}

  private final StepDetectingClock clock;
  private final PriorityQueue<End> ends =
      new PriorityQueue<>((one, other) -> Long.compare(one.nanos() - other.nanos(), 0));

  public RestingJobs(StepDetectingClock clock) {
    this.clock = clock;
  }

  /**
   * Takes in what is requested now; the state has that request already.
   *
   * @param before what was until now; null where nothing was
   */
  public void requested(CredentialState state, @Nullable Request before) {
    Optional<Rest> rest = restOf(state.request);
    if (rest.isEmpty()) {
      state.unwanted = "";
      state.endNanos = CredentialState.NO_END;
    } else if (isNew(rest.get(), restOf(before)) || isOther(rest.get(), state)) {
      rest(state, rest.get());
    }
  }

  private static Optional<Rest> restOf(@Nullable Request request) {
    return request != null && request.subject() instanceof Subject.Job job
        ? job.rest()
        : Optional.empty();
  }

  private static boolean isNew(Rest rest, Optional<Rest> before) {
    return before.filter(one -> one.cause() == rest.cause()).isEmpty();
  }

  /** What went for good does not come back by a longer limit. */
  private static boolean isOther(Rest rest, CredentialState state) {
    return state.unwanted.isEmpty() && !rest.limit().equals(state.limit);
  }

  private void rest(CredentialState state, Rest rest) {
    Duration left = rest.limit().minus(age(rest.sinceSeconds(), clock.now()));
    if (left.isZero() || left.isNegative()) {
      expire(state, rest);
      return;
    }
    state.unwanted = "";
    state.endNanos = clock.nanos() + left.toNanos();
    state.limit = rest.limit();
    ends.add(new End(state.endNanos, state));
  }

  /** A time that is yet to come is no time: the clock was set, or somebody edited the job. */
  private static Duration age(long since, Instant now) {
    long seconds = now.getEpochSecond() - since;
    return since == 0 || seconds < 0 ? Duration.ZERO : Duration.ofSeconds(seconds);
  }

  private static void expire(CredentialState state, Rest rest) {
    state.endNanos = CredentialState.NO_END;
    state.unwanted = rest.whyOver();
  }

  /** Those whose time is over since the last call; their credentials are unwanted now. */
  public List<CredentialState> over(long nowNanos) {
    List<CredentialState> over = new ArrayList<>();
    for (End end = ends.peek(); end != null && end.nanos() - nowNanos <= 0; end = ends.peek()) {
      ends.remove();
      CredentialState state = end.state();
      Optional<Rest> rest = restOf(state.request);
      if (rest.isPresent() && state.endNanos == end.nanos()) {
        expire(state, rest.get());
        over.add(state);
      }
    }
    return over;
  }
}
