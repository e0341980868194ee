// SPDX-License-Identifier: Apache-2.0
package org.credmint.status.survey;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.index.CredentialState;
import org.credmint.index.CredentialTable;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StatusTally;
import org.jspecify.annotations.Nullable;

/** Goes once through all credentials that the loop remembers. */
final class CredentialSurvey {
  /** Up to here all credentials are listed; of more, those in trouble. */
  static final int MOST_LISTED = 2_000;

  /** Of those in trouble too, where there are more credentials. */
  static final int MOST_IN_TROUBLE = 1_000;

  /** Of one provider; without objects for each credential, since there may be 100,000. */
  private static final class Counts {
    private final Map<Condition, int[]> conditions = new EnumMap<>(Condition.class);
    private long nearestSeconds = Long.MAX_VALUE;

    private Counts() {
      for (Condition condition : Condition.values()) {
        conditions.put(condition, new int[1]);
      }
    }

    private void count(Condition condition) {
      int[] count = conditions.get(condition);
      if (count != null) {
        count[0]++;
      }
    }

    private Map<Condition, Integer> asMap() {
      Map<Condition, Integer> map = new EnumMap<>(Condition.class);
      conditions.forEach(
          (condition, count) -> {
            if (count[0] > 0) {
              map.put(condition, count[0]);
            }
          });
      return map;
    }
  }

  private final StatusTally tally;
  private final long nowSeconds;
  private final Map<String, Counts> counts = new HashMap<>();
  private final Map<Condition, List<CredentialStatus>> listed = new EnumMap<>(Condition.class);
  private int mostListed = MOST_LISTED;

  CredentialSurvey(StatusTally tally, Instant now) {
    this.tally = tally;
    this.nowSeconds = now.getEpochSecond();
  }

  void addAll(CredentialTable table) {
    boolean isEachListed = table.size() <= MOST_LISTED;
    mostListed = isEachListed ? MOST_LISTED : MOST_IN_TROUBLE;
    table.forEach(state -> add(state, isEachListed));
  }

  private void add(CredentialState state, boolean isEachListed) {
    Condition condition = conditionOf(state);
    count(state, condition);
    if (isEachListed || condition.isTrouble()) {
      List<CredentialStatus> same = listed.computeIfAbsent(condition, one -> new ArrayList<>());
      if (same.size() < mostListed) {
        same.add(statusOf(state, condition));
      }
    }
  }

  private boolean isLive(CredentialRecord known) {
    return known.hasFile() && known.expiresAtSeconds() > nowSeconds;
  }

  private Condition conditionOf(CredentialState state) {
    CredentialRecord known = state.known;
    if (!state.isWanted()) {
      return Condition.REMOVING;
    }
    if (known.refusal() != 0) {
      return Condition.REFUSED;
    }
    if (known.failures() > 0) {
      return isLive(known) ? Condition.FAILING : Condition.MISSING;
    }
    if (isLive(known)) {
      return Condition.VALID;
    }
    if (known.hasFile()) {
      return Condition.MISSING;
    }
    return known.dueAtMillis() == CredentialRecord.NEVER ? Condition.NOTE : Condition.PENDING;
  }

  private void count(CredentialState state, Condition condition) {
    Counts of = counts.computeIfAbsent(state.id.provider(), provider -> new Counts());
    of.count(condition);
    if (condition == Condition.VALID || condition == Condition.FAILING) {
      of.nearestSeconds = Math.min(of.nearestSeconds, state.known.expiresAtSeconds());
    }
  }

  private CredentialStatus statusOf(CredentialState state, Condition condition) {
    CredentialRecord known = state.known;
    Subject.Job job = state.job();
    long due = known.dueAtMillis();
    boolean isPlanned = due != CredentialRecord.NEVER && due != 0;
    return new CredentialStatus(
        state.id,
        Optional.ofNullable(job).map(Subject.Job::id),
        targetOf(state.request),
        condition,
        known.hasFile() ? Optional.of(known.expiresAt()) : Optional.empty(),
        isPlanned ? Optional.of(Instant.ofEpochMilli(due)) : Optional.empty(),
        known.failures(),
        condition == Condition.REMOVING ? state.whyUnwanted() : reasonOf(state, condition));
  }

  private String reasonOf(CredentialState state, Condition condition) {
    return condition.isTrouble() ? tally.reasonOf(state.id) : "";
  }

  private static Optional<String> targetOf(@Nullable Request request) {
    return request != null && request.subject() instanceof Subject.Target target
        ? Optional.of(target.name())
        : Optional.empty();
  }

  /** All providers that are served, or of which there is a credential. */
  List<ProviderStatus> providers(ActiveConfiguration active) {
    TreeSet<String> names = new TreeSet<>(counts.keySet());
    names.addAll(active.providers().keySet());
    return names.stream().map(name -> statusOf(name, active)).toList();
  }

  private ProviderStatus statusOf(String name, ActiveConfiguration active) {
    Counts of = Objects.requireNonNullElseGet(counts.get(name), Counts::new);
    Optional<Provider> provider = Optional.ofNullable(active.providers().get(name));
    Optional<ProviderSettings> settings =
        Optional.ofNullable(active.settings().providers().get(name));
    Optional<Path> keyFile = settings.map(one -> one.key().privateKey());
    return new ProviderStatus(
        name,
        provider.map(one -> one.kind().name()).orElse(""),
        of.asMap(),
        of.nearestSeconds == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochSecond(of.nearestSeconds)),
        keyFile,
        tally.issuedBy(name));
  }

  /** The worst first, so that no number of refused ones leaves one out that is missing. */
  List<CredentialStatus> listed() {
    return listed.values().stream()
        .flatMap(List::stream)
        .limit(mostListed)
        .sorted(CredentialStatus.BY_URGENCY)
        .toList();
  }
}
