// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.util.List;
import java.util.Optional;

/**
 * What an {@link AuthMethod} chooses from a bundle.
 *
 * @param groups one for each group of the expression, in its order
 */
public record Selection(List<GroupAnswer> groups) {
  /** Takes a copy. */
  public Selection {
    groups = List.copyOf(groups);
  }

  /** Whether something was chosen for each group. */
  public boolean isSatisfied() {
    return groups.stream().allMatch(group -> group.chosen().isPresent());
  }

  /**
   * The answer to one group.
   *
   * @param group the group's text
   * @param chosen empty where the group is not satisfied
   * @param others everything else that was looked at, in the group's order
   */
  public record GroupAnswer(String group, Optional<Chosen> chosen, List<NotChosen> others) {
    /** Takes a copy. */
    public GroupAnswer {
      others = List.copyOf(others);
    }
  }

  /**
   * What was chosen.
   *
   * @param item which alternative it satisfies
   * @param name the credential's name, or the parameter's value as a ClassAd has it
   * @param reason why it is good, such as how long it is valid
   */
  public record Chosen(String item, String name, String reason) {}

  /**
   * What was not.
   *
   * @param item which alternative it was looked at for
   * @param name the credential's name; empty where there is none for this alternative
   */
  public record NotChosen(String item, String name, Why why, String reason) {}

  /** Why something was not chosen. */
  public enum Why {
    /** There is no credential of this type, or no such parameter. */
    NOT_GIVEN,
    /** It is for something else. */
    OTHER_PURPOSE,
    /** It belongs to another trust domain. */
    OTHER_TRUST_DOMAIN,
    /** It is for another target only. */
    OTHER_TARGET,
    /** It cannot be used now. */
    NOT_VALID,
    /** Something before it was chosen. */
    NOT_NEEDED
  }
}
