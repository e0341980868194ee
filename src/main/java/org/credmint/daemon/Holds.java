package org.credmint.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.policy.Refusal;

/**
 * Jobs that are to be put on hold because they can have no credential. One order at a time, jobs
 * with the same reason together. A user with many different reasons is told the rule only: each
 * order costs the schedd a connection, and others wait behind it.
 */
final class Holds {
  private static final int MOST_JOBS = 200;
  private static final int MOST_REASONS_OF_ONE_USER = 20;
  private static final int LONGEST_REASON = 1_000;
  private static final Duration RETRY = Duration.ofSeconds(10);

  private record Key(String user, String reason) {}

  private final Map<Key, List<HoldOrder.Refused>> waiting = new LinkedHashMap<>();
  private final Map<String, Integer> reasonsOf = new HashMap<>();
  private boolean underWay;
  private long notBeforeNanos;

  Holds(long nowNanos) {
    this.notBeforeNanos = nowNanos;
  }

  void add(HoldOrder.Refused refused) {
    Refusal refusal = refused.refusal();
    String user = refusal.id().user();
    Key key = new Key(user, reason(refusal));
    if (!waiting.containsKey(key)) {
      if (reasonsOf.getOrDefault(user, 0) >= MOST_REASONS_OF_ONE_USER) {
        key = new Key(user, shortReason(refusal));
      }
      if (!waiting.containsKey(key)) {
        reasonsOf.merge(user, 1, Integer::sum);
      }
    }
    waiting.computeIfAbsent(key, one -> new ArrayList<>()).add(refused);
  }

  private static String reason(Refusal refusal) {
    String reason =
        "Credmint issues no token from provider %s for this job. %s: %s"
            .formatted(refusal.id().service(), refusal.rule(), refusal.reason());
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }

  private static String shortReason(Refusal refusal) {
    return "Credmint issues no token from provider %s for this job because of %s; run 'credmint explain --job' for details"
        .formatted(refusal.id().service(), refusal.rule());
  }

  /** The next order, where one may be sent now. */
  Optional<HoldOrder> next(long nowNanos) {
    if (underWay || waiting.isEmpty() || nowNanos - notBeforeNanos < 0) {
      return Optional.empty();
    }
    Map.Entry<Key, List<HoldOrder.Refused>> first = waiting.entrySet().iterator().next();
    List<HoldOrder.Refused> all = first.getValue();
    List<HoldOrder.Refused> some = List.copyOf(all.subList(0, Math.min(MOST_JOBS, all.size())));
    all.subList(0, some.size()).clear();
    if (all.isEmpty()) {
      waiting.remove(first.getKey());
      reasonsOf.computeIfPresent(
          first.getKey().user(), (user, count) -> count > 1 ? count - 1 : null);
    }
    underWay = true;
    return Optional.of(new HoldOrder(some, first.getKey().reason()));
  }

  /** The order is done. */
  void done() {
    underWay = false;
  }

  /** The order could not be carried out; the jobs wait for another try. */
  void failed(HoldOrder order, long nowNanos) {
    underWay = false;
    notBeforeNanos = nowNanos + RETRY.toNanos();
    order.refusals().forEach(this::add);
  }

  /** How long until an order can be sent; {@link Long#MAX_VALUE} where none waits. */
  long nanosUntilNext(long nowNanos) {
    return underWay || waiting.isEmpty() ? Long.MAX_VALUE : Math.max(0, notBeforeNanos - nowNanos);
  }
}
