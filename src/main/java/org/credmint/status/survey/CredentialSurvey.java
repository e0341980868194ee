// SPDX-License-Identifier: Apache-2.0
package org.credmint.status.survey;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
  static final int MOST_LISTED = 10_000;

  /** Of those in trouble too, where there are more credentials. */
  static final int MOST_IN_TROUBLE = 1_000;

  private static final class Counts {
    private final Map<Condition, Integer> conditions = new EnumMap<>(Condition.class);
    private long nearestSeconds = Long.MAX_VALUE;
  }

  private final StatusTally tally;
  private final Instant now;
  private final Map<String, Counts> counts = new TreeMap<>();
  private final List<CredentialStatus> listed = new ArrayList<>();

  CredentialSurvey(StatusTally tally, Instant now) {
    this.tally = tally;
    this.now = now;
  }

  void addAll(CredentialTable table) {
    boolean isEachListed = table.size() <= MOST_LISTED;
    for (CredentialState state : table.all()) {
      Condition condition = conditionOf(state);
      count(state, condition);
      boolean isListed = isEachListed || (condition.isTrouble() && listed.size() < MOST_IN_TROUBLE);
      if (isListed) {
        listed.add(statusOf(state, condition));
      }
    }
    listed.sort(CredentialStatus.BY_URGENCY);
  }

  private Condition conditionOf(CredentialState state) {
    CredentialRecord known = state.known;
    if (!state.isWanted()) {
      return Condition.REMOVING;
    }
    if (known.refusal() != 0) {
      return Condition.REFUSED;
    }
    boolean live = known.hasFile() && known.expiresAt().isAfter(now);
    if (known.failures() > 0) {
      return live ? Condition.FAILING : Condition.MISSING;
    }
    if (live) {
      return Condition.VALID;
    }
    if (known.hasFile()) {
      return Condition.MISSING;
    }
    return known.dueAtMillis() == CredentialRecord.NEVER ? Condition.NOTE : Condition.PENDING;
  }

  private void count(CredentialState state, Condition condition) {
    Counts of = counts.computeIfAbsent(state.id.provider(), provider -> new Counts());
    of.conditions.merge(condition, 1, Integer::sum);
    CredentialRecord known = state.known;
    boolean live = known.hasFile() && known.expiresAt().isAfter(now);
    if (live && condition != Condition.REMOVING) {
      of.nearestSeconds = Math.min(of.nearestSeconds, known.expiresAtSeconds());
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
    Counts of = counts.getOrDefault(name, new Counts());
    Optional<Provider> provider = Optional.ofNullable(active.providers().get(name));
    Optional<ProviderSettings> settings =
        Optional.ofNullable(active.settings().providers().get(name));
    Optional<Path> keyFile = settings.map(one -> one.key().privateKey());
    return new ProviderStatus(
        name,
        provider.map(one -> one.kind().name()).orElse(""),
        of.conditions,
        of.nearestSeconds == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochSecond(of.nearestSeconds)),
        keyFile,
        tally.issuedBy(name));
  }

  /** The worst first. */
  List<CredentialStatus> listed() {
    return listed;
  }
}
