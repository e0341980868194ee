// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.JobId;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;

/**
 * Which credentials somebody asks about: those that are so in every respect that is given.
 *
 * @param conditions empty for any
 * @param expiringBy those that have expired by then
 * @param all whether those that are in order are shown although nothing else is asked
 */
record StatusSelection(
    Optional<String> user,
    Optional<JobId> job,
    Optional<String> provider,
    Optional<String> target,
    Set<Condition> conditions,
    Optional<Instant> expiringBy,
    boolean all) {
  /** Takes a copy. */
  StatusSelection {
    conditions = Set.copyOf(conditions);
  }

  /** Whether anything narrows it. */
  boolean isNarrowed() {
    return user.isPresent()
        || job.isPresent()
        || provider.isPresent()
        || target.isPresent()
        || !conditions.isEmpty()
        || expiringBy.isPresent();
  }

  /** Whether it names credentials one by one, and not only whole providers and states. */
  boolean isOfFew() {
    return user.isPresent() || job.isPresent() || target.isPresent();
  }

  /** Whether credentials of a provider of this name may be asked for. */
  boolean includesProvider(String name) {
    return provider.map(name::equals).orElse(true);
  }

  /** Whether credentials in this state may be asked for. */
  boolean includes(Condition condition) {
    return conditions.isEmpty() || conditions.contains(condition);
  }

  /** Whether somebody asks about this one. */
  boolean includes(CredentialStatus one) {
    return user.map(one.id().user()::equals).orElse(true)
        && includesProvider(one.id().provider())
        && job.map(one::isFor).orElse(true)
        && target.map(name -> one.target().filter(name::equals).isPresent()).orElse(true)
        && includes(one.condition())
        && expiringBy.map(end -> expires(one, end)).orElse(true);
  }

  private static boolean expires(CredentialStatus one, Instant end) {
    return one.expiresAt().map(time -> !time.isAfter(end)).orElse(false);
  }

  /** Whether it is to be shown: what is in order only where somebody asks for it. */
  boolean shows(CredentialStatus one) {
    return includes(one) && (all || isNarrowed() || one.condition().isTrouble());
  }
}
