// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.demand.DemandChange.RenewalWanted;
import org.credmint.demand.Urgency;
import org.credmint.event.CredentialEvent;
import org.credmint.event.Event;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.request.Request;
import org.jspecify.annotations.Nullable;

/**
 * What administrators want renewed before it is due, until each of these has been renewed or has
 * failed. Touched by the loop's thread only.
 */
public final class RenewalRequests {
  /** Of so many what became of them is told one by one. */
  private static final int MOST_TOLD = 200;

  private static final class Pending {
    private final RenewalWanted wanted;
    private final Set<CredentialId> left = new HashSet<>();
    private final List<String> lines = new ArrayList<>();
    private int renewed;
    private int others;

    private Pending(RenewalWanted wanted) {
      this.wanted = wanted;
    }

    private void tell(String line) {
      if (lines.size() < MOST_TOLD) {
        lines.add(line);
      }
    }

    private Runnable answer() {
      List<String> all = new ArrayList<>(lines);
      all.add(renewed + " renewed, " + others + " not");
      boolean isWell = renewed > 0 && others == 0;
      return () -> wanted.answer().accept(isWell, all);
    }
  }

  private final CredentialTable table;
  private final WaitingCredentials waiting;
  private final List<Pending> pending = new ArrayList<>();

  /** What became of those that are wanted, in words, until they are done. */
  private final Map<CredentialId, Event> events = new HashMap<>();

  RenewalRequests(CredentialTable table, WaitingCredentials waiting) {
    this.table = table;
    this.waiting = waiting;
  }

  /**
   * Has those that match renewed.
   *
   * @return the answers to send, if there is nothing to do
   */
  List<Runnable> want(RenewalWanted wanted) {
    Pending one = new Pending(wanted);
    for (CredentialState state : table.all()) {
      Request request = state.request;
      if (request != null && wanted.filter().matches(request)) {
        one.left.add(state.id);
        state.renew = true;
        waiting.queue(state, Urgency.URGENT);
      }
    }
    pending.add(one);
    return answers();
  }

  /** Something happened, maybe to one that is wanted. */
  public void note(Event event) {
    if (pending.isEmpty()) {
      return;
    }
    if (event instanceof CredentialEvent.Renewed one) {
      events.put(one.id(), one);
    } else if (event instanceof CredentialEvent.NotRenewed one) {
      events.put(one.id(), one);
    } else if (event instanceof CredentialEvent.Refused one) {
      events.put(one.id(), one);
    }
  }

  /** A worker has tried to renew one that was wanted. */
  void done(CredentialId id, CredentialRecord known) {
    Event event = events.remove(id);
    for (Pending one : pending) {
      if (one.left.remove(id)) {
        if (event instanceof CredentialEvent.Renewed renewed) {
          one.renewed++;
          one.tell(
              "%s renewed, valid until %s, jti %s"
                  .formatted(
                      id,
                      renewed.description().expiresAt().truncatedTo(ChronoUnit.SECONDS),
                      renewed.description().serial()));
        } else {
          one.others++;
          one.tell(id + " not renewed: " + why(event, known));
        }
      }
    }
  }

  private static String why(@Nullable Event event, CredentialRecord known) {
    if (event instanceof CredentialEvent.NotRenewed failed) {
      return failed.reason();
    }
    if (event instanceof CredentialEvent.Refused refused) {
      return refused.rule() + ": " + refused.reason();
    }
    return known.refusal() != 0
        ? "it is refused; see 'credmint explain'"
        : "none is issued under this name";
  }

  /** The answers to those requests that are done. */
  public List<Runnable> answers() {
    List<Runnable> answers = new ArrayList<>();
    for (Pending one : pending) {
      one.left.removeIf(id -> table.find(id) == null);
      if (one.left.isEmpty()) {
        answers.add(one.answer());
      }
    }
    pending.removeIf(one -> one.left.isEmpty());
    if (pending.isEmpty()) {
      events.clear();
    }
    return answers;
  }
}
