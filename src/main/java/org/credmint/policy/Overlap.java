// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.credmint.credential.Scope;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;

/** What two plans for one credential have in common, so that it is wider than neither. */
final class Overlap {
  private static final String RULE = "the new configuration";

  private Overlap() {}

  /** The narrower of both, claim by claim; a suspension where nothing is left. */
  static Decision of(TokenPlan plan, TokenPlan bound) {
    if (!plan.subject().equals(bound.subject())) {
      return new Suspension(plan.id(), "SUBJECT_TEMPLATE", "it would change the subject");
    }
    List<Scope> scopes = scopes(plan.scopes(), bound.scopes());
    if (scopes.isEmpty()) {
      return new Suspension(plan.id(), "AUTHZ_TEMPLATE", "no scope is allowed both before and now");
    }
    List<String> audiences = audiences(plan.audiences(), bound.audiences());
    if (audiences.isEmpty() && !plan.audiences().isEmpty()) {
      return new Suspension(
          plan.id(), "TOKEN_AUDIENCE", "no audience is allowed both before and now");
    }
    boolean shorter = bound.lifetime().compareTo(plan.lifetime()) < 0;
    Duration lifetime = shorter ? bound.lifetime() : plan.lifetime();
    boolean same = !shorter && scopes.equals(plan.scopes()) && audiences.equals(plan.audiences());
    return same ? plan : narrowed(plan, scopes, audiences, lifetime);
  }

  private static TokenPlan narrowed(
      TokenPlan plan, List<Scope> scopes, List<String> audiences, Duration lifetime) {
    List<TraceStep> trace = new ArrayList<>();
    for (TraceStep step : plan.trace()) {
      if (step.claim().equals("sub")) {
        trace.add(step);
      }
    }
    scopes.forEach(scope -> trace.add(new TraceStep("scope", scope.toString(), RULE)));
    audiences.forEach(audience -> trace.add(new TraceStep("aud", audience, RULE)));
    trace.add(new TraceStep("exp", lifetime.toSeconds() + " s", RULE));
    return new TokenPlan(
        plan.id(), plan.subject(), scopes, audiences, lifetime, trace, plan.notes());
  }

  private static List<Scope> scopes(List<Scope> ones, List<Scope> others) {
    Set<Scope> both = new LinkedHashSet<>();
    for (Scope one : ones) {
      if (others.stream().anyMatch(other -> other.covers(one))) {
        both.add(one);
      }
    }
    for (Scope other : others) {
      if (ones.stream().anyMatch(one -> one.covers(other))) {
        both.add(other);
      }
    }
    return List.copyOf(both);
  }

  /** A token without an audience is for everybody, hence wider than one with some. */
  private static List<String> audiences(List<String> ones, List<String> others) {
    if (ones.isEmpty() || others.isEmpty()) {
      return ones.isEmpty() ? others : ones;
    }
    return ones.stream().filter(others::contains).toList();
  }
}
