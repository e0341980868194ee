// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.credmint.credential.kind.CredentialType;

/**
 * An expression such as {@code scitoken,grid_proxy;projectid}, as GlideinWMS has it in {@code
 * auth_method}: of each group one item is needed, and an earlier one is preferred.
 *
 * <pre>
 * method = group *( ( ";" / "+" ) group )
 * group  = "any" / item *( "," item )
 * item   = the name or an alias of a credential type or of a parameter
 * </pre>
 *
 * <p>Letter case does not matter, and blanks around an item are passed over. {@code any} is
 * satisfied by every credential; in GlideinWMS it can never be satisfied.
 *
 * @param groups one or more, of one or more items each
 */
public record AuthMethod(List<Group> groups) {
  static final String ANY = "any";
  private static final int LONGEST = 1_024;

  /** Takes a copy. */
  public AuthMethod {
    groups = List.copyOf(groups);
  }

  /**
   * Alternatives.
   *
   * @param items the preferred one first
   */
  public record Group(List<AuthItem> items) {
    /** Takes a copy. */
    public Group {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return items.stream().map(Object::toString).collect(Collectors.joining(","));
    }
  }

  /**
   * Reads an expression.
   *
   * @throws AuthMethodSyntaxException where it is none; the message says what is wrong
   */
  public static AuthMethod parse(String expression) throws AuthMethodSyntaxException {
    if (expression.length() > LONGEST) {
      throw new AuthMethodSyntaxException("is longer than " + LONGEST + " characters");
    }
    if (expression.isBlank()) {
      throw new AuthMethodSyntaxException("is empty: name a credential type, or 'any'");
    }
    List<Group> groups = new ArrayList<>();
    for (String group : expression.split("[;+]", -1)) {
      groups.add(group(group.strip(), groups.size() + 1));
    }
    return new AuthMethod(groups);
  }

  private static Group group(String text, int number) throws AuthMethodSyntaxException {
    if (text.isEmpty()) {
      throw new AuthMethodSyntaxException("has an empty group, number " + number);
    }
    if (text.equalsIgnoreCase(ANY)) {
      return new Group(List.of(new AuthItem.Any()));
    }
    List<AuthItem> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      items.add(item(item.strip(), number));
    }
    return new Group(items);
  }

  private static AuthItem item(String name, int number) throws AuthMethodSyntaxException {
    if (name.isEmpty()) {
      throw new AuthMethodSyntaxException("has a comma too many in group " + number);
    }
    if (name.equalsIgnoreCase(ANY)) {
      throw new AuthMethodSyntaxException("has other items beside 'any' in group " + number);
    }
    return AuthItem.named(name).orElseThrow(() -> unknown(name));
  }

  private static AuthMethodSyntaxException unknown(String name) {
    return new AuthMethodSyntaxException(
        "contains '%s', which is neither a credential type (%s) nor a parameter (%s)"
            .formatted(
                name.toLowerCase(Locale.ROOT),
                names(Arrays.asList(CredentialType.values())),
                names(Arrays.asList(ParameterName.values()))));
  }

  private static String names(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** The expression with names in place of aliases, and without blanks. */
  @Override
  public String toString() {
    return groups.stream().map(Group::toString).collect(Collectors.joining(";"));
  }
}
