// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.config.claim.Template;
import org.credmint.config.knob.Quoted;

/**
 * One rule of a provider's policy: what some users may have at most.
 *
 * @param who whom it is about
 * @param denies whether they get nothing at all
 * @param scopes what they may have, and everything below it; places as in templates
 * @param audiences whom their tokens may be for; places as in templates; empty where the rule says
 *     nothing of it
 * @param lifetime how long their tokens may live at most, whole seconds; empty where the rule says
 *     nothing of it
 * @param requirement the groups that they must be in as well
 */
public record PolicyRule(
    Who who,
    boolean denies,
    List<Template> scopes,
    List<Template> audiences,
    Optional<Duration> lifetime,
    Optional<Requirement> requirement) {

  /** Takes copies of the lists. */
  public PolicyRule {
    scopes = List.copyOf(scopes);
    audiences = List.copyOf(audiences);
  }

  /** Whom a rule is about. */
  public sealed interface Who {
    /** The group that it names, if it does. */
    default Stream<String> groups() {
      return this instanceof Group group ? Stream.of(group.name()) : Stream.empty();
    }

    /**
     * Whether it is about a user.
     *
     * @param memberOf the user's groups
     */
    default boolean includes(String user, List<String> memberOf) {
      if (this instanceof User one) {
        return one.name().equals(user);
      }
      return !(this instanceof Group group) || memberOf.contains(group.name());
    }

    /** All users. */
    record Everybody() implements Who {
      @Override
      public String toString() {
        return "everybody";
      }
    }

    /** The members of a group. */
    record Group(String name) implements Who {
      @Override
      public String toString() {
        return "group " + Quoted.shown(name);
      }
    }

    /** One user. */
    record User(String name) implements Who {
      @Override
      public String toString() {
        return "user " + Quoted.shown(name);
      }
    }
  }

  /**
   * Groups that users must be in.
   *
   * @param all whether in all of them; else in any
   * @param groups their names, never none
   */
  public record Requirement(boolean all, List<String> groups) {
    /** Takes a copy of the names. */
    public Requirement {
      groups = List.copyOf(groups);
    }

    /** Whether a member of these groups meets it. */
    public boolean isMetBy(List<String> memberOf) {
      return all ? memberOf.containsAll(groups) : groups.stream().anyMatch(memberOf::contains);
    }

    /** As it stands in the policy. */
    @Override
    public String toString() {
      return (all ? "all of " : "any of ")
          + groups.stream().map(Quoted::shown).collect(Collectors.joining(" "));
    }
  }

  /** The groups that it names. */
  Stream<String> groups() {
    return Stream.concat(who.groups(), requirement.stream().flatMap(one -> one.groups().stream()));
  }
}
