package org.credmint.policy;

import java.util.List;
import org.credmint.config.ProviderSettings;

/**
 * What is known of a user beyond the name, gathered before policy is asked.
 *
 * @param groups the user's groups, as far as they are known
 * @param expression what {@link ProviderSettings#scopesExpression} gave for this user
 */
public record Facts(Groups groups, ExpressionValue expression) {
  /** No group and no expression. */
  public static final Facts NONE = new Facts(List.of(), new ExpressionValue.Absent());

  /** Facts of a user whose groups are known, in the order of the map file. */
  public Facts(List<String> groups, ExpressionValue expression) {
    this(new Groups.Known(groups), expression);
  }

  /** The groups of a user. */
  public sealed interface Groups {
    /** These, in the order of the map file; the user is in no other. */
    record Known(List<String> names) implements Groups {
      /** Takes a copy of the names. */
      public Known {
        names = List.copyOf(names);
      }
    }

    /** Nobody knows: the map file could never be read. */
    record Unknown(String reason) implements Groups {}
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
