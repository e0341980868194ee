package org.credmint.policy;

import java.util.List;
import org.credmint.config.ProviderSettings;

/**
 * What is known of a user beyond the name, gathered before policy is asked.
 *
 * @param groups the user's groups, in the order of the map file
 * @param expression what {@link ProviderSettings#scopesExpression} gave for this user
 */
public record Facts(List<String> groups, ExpressionValue expression) {
  /** Nothing known: no group and no expression. */
  public static final Facts NONE = new Facts(List.of(), new ExpressionValue.Absent());

  /** Takes a copy of the groups. */
  public Facts {
    groups = List.copyOf(groups);
  }

  /** The outcome of a ClassAd expression. */
  public sealed interface ExpressionValue {
    /** The provider has no expression. */
    record Absent() implements ExpressionValue {}

    /** It gave this text: scopes, separated by blanks; may be empty. */
    record Text(String text) implements ExpressionValue {}

    /** It gave no text. */
    record Failed(String reason) implements ExpressionValue {}
  }
}
