// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.policy.decision.DecisionContext.ExpressionValue;

/**
 * The values of {@code AUTHZ_TEMPLATE_EXPR}, kept for as long as the configuration stands: an
 * expression sees nothing but the user's name. Failures are not kept.
 */
public final class ScopeExpressions {
  private static final int MOST_KEPT = 200_000;

  /** Evaluates an expression for some users; has an answer for each. */
  public interface Evaluator {
    Map<String, ClassAdExpressions.Result> evaluate(String expression, List<String> users);
  }

  private record Question(String expression, String user) {}

  private final Evaluator tool;
  private final Map<Question, ExpressionValue> kept = new ConcurrentHashMap<>();

  public ScopeExpressions(Evaluator tool) {
    this.tool = tool;
  }

  /** Evaluates for all users that have no value yet, in one go. */
  public void prepare(String expression, Collection<String> users) {
    List<String> unknown =
        users.stream()
            .distinct()
            .filter(
                user -> !(kept.get(new Question(expression, user)) instanceof ExpressionValue.Text))
            .toList();
    if (unknown.isEmpty()) {
      return;
    }
    if (kept.size() + unknown.size() > MOST_KEPT) {
      kept.clear();
    }
    tool.evaluate(expression, unknown)
        .forEach((user, value) -> kept.put(new Question(expression, user), valueOf(value)));
  }

  /** The value for one user, after {@link #prepare}. */
  public ExpressionValue of(String expression, String user) {
    return kept.getOrDefault(
        new Question(expression, user), new ExpressionValue.Failed("it was not evaluated"));
  }

  private static ExpressionValue valueOf(ClassAdExpressions.Result outcome) {
    if (outcome instanceof ClassAdExpressions.Result.Value value) {
      return new ExpressionValue.Text(value.text());
    }
    if (outcome instanceof ClassAdExpressions.Result.Failed failed) {
      return new ExpressionValue.Failed(failed.reason());
    }
    throw new IllegalStateException("unknown outcome " + outcome.getClass());
  }
}
