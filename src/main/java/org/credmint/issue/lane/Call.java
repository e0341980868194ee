// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.lane;

import java.util.Optional;
import java.util.function.Supplier;
import org.credmint.credential.CredentialId;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Issued;
import org.credmint.policy.decision.Plan;
import org.jspecify.annotations.Nullable;

/** One call in a lane: in line, on its way, and then its answer. Safe for several threads. */
final class Call {
  private Plan plan;
  private Supplier<Issuance> asking;
  private boolean begun;
  private @Nullable Thread caller;
  private Optional<Issuance> answer = Optional.empty();

  /** One that stands in line. */
  Call(Plan plan, Supplier<Issuance> asking) {
    this.plan = plan;
    this.asking = asking;
  }

  /** Whose it is. */
  synchronized CredentialId id() {
    return plan.id();
  }

  /** Whether its answer is for this plan. */
  synchronized boolean isFor(Plan other) {
    return plan.equals(other);
  }

  /**
   * The answer. Where there is none and nobody was asked yet, it is asked as it would be now: the
   * configuration may have changed while it stood in line.
   */
  synchronized Optional<Issuance> answerOrAsk(Plan now, Supplier<Issuance> asNow) {
    if (!begun && answer.isEmpty()) {
      plan = now;
      asking = asNow;
    }
    return answer;
  }

  /** Asks, in the caller's thread. */
  Issuance ask() {
    Supplier<Issuance> one = begin();
    try {
      return one.get();
    } finally {
      end();
    }
  }

  private synchronized Supplier<Issuance> begin() {
    begun = true;
    caller = Thread.currentThread();
    return asking;
  }

  /** The thread goes on with other calls, which an alarm of this one must not interrupt. */
  private synchronized void end() {
    caller = null;
    Thread.interrupted();
  }

  /** Interrupts the one that asks, if it still does. */
  synchronized void interrupt() {
    if (caller != null) {
      caller.interrupt();
    }
  }

  /** The first answer counts; one that comes too late is thrown away, and false returned. */
  synchronized boolean answer(Issuance late) {
    if (answer.isPresent()) {
      close(late);
      return false;
    }
    answer = Optional.of(late);
    return true;
  }

  /** Wipes an answer that nobody fetched. */
  synchronized void wipe() {
    answer.ifPresent(Call::close);
  }

  /** Wipes what was issued. */
  static void close(Issuance answer) {
    if (answer instanceof Issued issued) {
      issued.content().close();
    }
  }
}
