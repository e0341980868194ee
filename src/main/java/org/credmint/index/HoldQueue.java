// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.policy.decision.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are to be put on hold because they can have no credential. One order at a time, jobs of
 * one schedd with the same reason together. A user with many different reasons gets only the rule
 * as the reason: each order costs the schedd a connection, and others wait behind it.
 *
 * <p>What failed is tried again, ever more slowly, and never before what was not tried yet. What
 * need not be held any more when its turn comes is dropped.
 */
public final class HoldQueue {
  private static final int MOST_JOBS = 200;
  private static final int MOST_REASONS_OF_ONE_USER = 20;
  private static final int LONGEST_REASON = 1_000;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 5;

  /** An order that took its whole time and came to nothing is not followed by the next at once. */
  private static final Duration SCHEDD_REST = Duration.ofSeconds(10);

  private record Key(String schedd, String user, String reason, int failures) {}

  /** Jobs for one order or several. */
  private static final class Batch {
    final List<HoldRequest.Refused> refused = new ArrayList<>();
    long notBeforeNanos;

    Batch(long notBeforeNanos) {
      this.notBeforeNanos = notBeforeNanos;
    }
  }

  private final Map<Key, Batch> waiting = new LinkedHashMap<>();
  private final Map<String, Integer> reasonsOf = new HashMap<>();
  private final Map<String, Long> restUntilNanos = new HashMap<>();
  private @Nullable Key underWay;

  /** Has a job put on hold as soon as may be. */
  public void add(HoldRequest.Refused refused, long nowNanos) {
    Refusal refusal = refused.refusal();
    String user = refusal.id().user();
    Key key = new Key(refused.job().schedd(), user, reason(refusal), 0);
    if (!waiting.containsKey(key) && reasonsOf.getOrDefault(user, 0) >= MOST_REASONS_OF_ONE_USER) {
      key = new Key(refused.job().schedd(), user, shortReason(refusal), 0);
    }
    add(key, refused, nowNanos);
  }

  private void add(Key key, HoldRequest.Refused refused, long notBeforeNanos) {
    Batch batch = waiting.get(key);
    if (batch == null) {
      batch = new Batch(notBeforeNanos);
      waiting.put(key, batch);
      reasonsOf.merge(key.user(), 1, Integer::sum);
    }
    batch.refused.add(refused);
  }

  private static String reason(Refusal refusal) {
    String reason =
        "Credmint issues no token from provider %s for this job. %s: %s"
            .formatted(refusal.id().provider(), refusal.rule(), refusal.reason());
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }

  private static String shortReason(Refusal refusal) {
    return "Credmint issues no token from provider %s for this job because of %s; run 'credmint explain --job' for details"
        .formatted(refusal.id().provider(), refusal.rule());
  }

  /**
   * The next order, where one may be sent now.
   *
   * @param isNeeded whether a job is still to be put on hold
   * @param nameOf the name by which HTCondor finds the schedd with a local name
   */
  public Optional<HoldRequest> next(
      long nowNanos,
      Predicate<HoldRequest.Refused> isNeeded,
      Function<String, Optional<String>> nameOf) {
    while (underWay == null) {
      Key key = first(nowNanos);
      if (key == null) {
        return Optional.empty();
      }
      List<HoldRequest.Refused> some = take(key, isNeeded);
      if (!some.isEmpty()) {
        underWay = key;
        return Optional.of(new HoldRequest(nameOf.apply(key.schedd()), some, key.reason()));
      }
    }
    return Optional.empty();
  }

  /** Of those whose time has come the one that failed least, then the oldest. */
  private @Nullable Key first(long nowNanos) {
    Key first = null;
    for (Map.Entry<Key, Batch> one : waiting.entrySet()) {
      boolean better = first == null || one.getKey().failures() < first.failures();
      if (better && startsAt(one.getKey(), one.getValue()) - nowNanos <= 0) {
        first = one.getKey();
      }
    }
    return first;
  }

  private long startsAt(Key key, Batch batch) {
    Long rest = restUntilNanos.get(key.schedd());
    return rest == null || rest - batch.notBeforeNanos < 0 ? batch.notBeforeNanos : rest;
  }

  private List<HoldRequest.Refused> take(Key key, Predicate<HoldRequest.Refused> isNeeded) {
    List<HoldRequest.Refused> taken = new ArrayList<>();
    Batch batch = waiting.get(key);
    if (batch == null) {
      return taken;
    }
    int from = 0;
    while (from < batch.refused.size() && taken.size() < MOST_JOBS) {
      HoldRequest.Refused one = batch.refused.get(from++);
      if (isNeeded.test(one)) {
        taken.add(one);
      }
    }
    batch.refused.subList(0, from).clear();
    if (batch.refused.isEmpty()) {
      waiting.remove(key);
      reasonsOf.computeIfPresent(key.user(), (user, count) -> count > 1 ? count - 1 : null);
    }
    return taken;
  }

  /** The order was carried out, or not; those whom it did not reach wait for another try. */
  public void done(HoldRequest order, JobHolds.Answer answer, long nowNanos) {
    Key key = underWay;
    underWay = null;
    if (key == null) {
      throw new IllegalStateException("no order was under way");
    }
    if (answer.failure().isPresent()) {
      restUntilNanos.put(key.schedd(), nowNanos + SCHEDD_REST.toNanos());
    } else {
      restUntilNanos.remove(key.schedd());
    }
    Key again = new Key(key.schedd(), key.user(), key.reason(), key.failures() + 1);
    long retry = FIRST_RETRY.toNanos() << Math.min(key.failures(), MOST_DOUBLINGS);
    for (HoldRequest.Refused one : order.refusals()) {
      String job = one.job().withinSchedd();
      if (!answer.held().contains(job) && !answer.past().contains(job)) {
        add(again, one, nowNanos + retry);
      }
    }
  }

  /** Whether no job waits to be put on hold. */
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How long until an order can be sent; {@link Long#MAX_VALUE} where none waits. */
  public long nanosUntilNext(long nowNanos) {
    long until = Long.MAX_VALUE;
    if (underWay == null) {
      for (Map.Entry<Key, Batch> one : waiting.entrySet()) {
        until = Math.min(until, startsAt(one.getKey(), one.getValue()) - nowNanos);
      }
    }
    return Math.max(0, until);
  }
}
