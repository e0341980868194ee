// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.List;
import org.credmint.demand.Urgency;
import org.credmint.index.CredentialState.Progress;

/** The credentials that wait for a worker, and how many are with one. */
public final class WaitingCredentials {
  private static final int MOST_IN_TURN = 64;

  private final FairQueue urgent = new FairQueue(MOST_IN_TURN);
  private final FairQueue routine = new FairQueue(MOST_IN_TURN);
  private int queued;
  private int withWorkers;

  /** Whether none waits and none is with a worker. */
  public boolean isEmpty() {
    return queued == 0 && withWorkers == 0;
  }

  /** Whether somebody may be waiting for one of them. */
  public boolean hasUrgent() {
    return !urgent.isEmpty();
  }

  /** Has one seen to; one that is with a worker is seen to again afterwards. */
  public void queue(CredentialState state, Urgency urgency) {
    boolean hurry = urgency == Urgency.URGENT;
    switch (state.progress) {
      case IDLE -> {
        state.progress = Progress.QUEUED;
        queued++;
        line(state, hurry);
      }
      case QUEUED -> {
        if (hurry && !state.urgent) {
          line(state, true);
        }
      }
      case WITH_WORKER -> state.progress = Progress.CHANGED_WITH_WORKER;
      case CHANGED_WITH_WORKER -> {}
    }
  }

  private void line(CredentialState state, boolean hurry) {
    state.urgent = hurry;
    (hurry ? urgent : routine).add(state);
  }

  /** Takes some for a worker; urgent and routine ones never together. */
  public List<CredentialState> take(BatchSize size) {
    List<CredentialState> taken =
        urgent.take(
            size.urgent(),
            size.urgentUsers(),
            state -> state.progress == Progress.QUEUED && state.urgent);
    if (taken.isEmpty()) {
      taken =
          routine.take(
              size.routine(),
              size.routineUsers(),
              state -> state.progress == Progress.QUEUED && !state.urgent);
    }
    for (CredentialState state : taken) {
      state.progress = Progress.WITH_WORKER;
      queued--;
      withWorkers++;
    }
    return taken;
  }

  /** A worker is done with one. */
  public void returned() {
    withWorkers--;
  }

  /** It waits no more. */
  public void drop(CredentialState state) {
    if (state.progress == Progress.QUEUED) {
      queued--;
      state.progress = Progress.IDLE;
    }
  }
}
