package org.credmint.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.ScopeTemplate;
import org.credmint.credential.InvalidScope;
import org.credmint.credential.Scope;

/** Makes scopes out of texts, and keeps a user's or a group's name in its place. */
final class Grants {
  private static final int LONGEST_SHOWN = 80;

  private Grants() {}

  /** The scopes of a template for one user or group. */
  static List<Scope> fill(String rule, ScopeTemplate template, String place, String name)
      throws NotAllowed {
    Map<String, String> values = Map.of(place, name);
    Optional<String> missing = template.firstWithoutValue(values);
    if (missing.isPresent()) {
      throw new NotAllowed(
          rule,
          "'%s' is too short for {%s}; change the template or the name"
              .formatted(shown(name), missing.get()));
    }
    if (template.hasPlaces() && !Scope.fitsIntoSegment(name)) {
      throw new NotAllowed(
          rule,
          "'%s' could leave its place {%s} in the path; use letters, digits and - _ . in the name"
              .formatted(shown(name), place));
    }
    return parse(rule, template.fill(values));
  }

  /** The scopes that a text holds, separated by blanks. */
  static List<Scope> parse(String rule, String scopes) throws NotAllowed {
    try {
      return Scope.parseAll(scopes);
    } catch (InvalidScope e) {
      throw new NotAllowed(rule, e.getMessage() + "; change the template or the name");
    }
  }

  private static String shown(String name) {
    String printable = name.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return printable.length() <= LONGEST_SHOWN
        ? printable
        : printable.substring(0, LONGEST_SHOWN) + "…";
  }
}
