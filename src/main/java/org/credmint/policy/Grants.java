package org.credmint.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.Template;
import org.credmint.config.Template.Part;
import org.credmint.credential.InvalidScope;
import org.credmint.credential.InvalidSegment;
import org.credmint.credential.Scope;

/** Fills templates, and keeps each value in its place. */
final class Grants {
  private Grants() {}

  /** The scopes of a template; those whose optional value is absent are left out. */
  static List<Scope> scopes(String rule, List<Template> words, PlaceValues values)
      throws NotAllowed {
    List<Scope> scopes = new ArrayList<>(words.size());
    for (Template word : words) {
      Optional<String> text = fill(rule, word, values, Slot.PATH);
      if (text.isPresent()) {
        scopes.add(parse(rule, text.get()));
      }
    }
    return scopes;
  }

  /**
   * A template with its places filled.
   *
   * @return empty where a value is absent that may be
   */
  static Optional<String> fill(String rule, Template template, PlaceValues values, Slot slot)
      throws NotAllowed {
    StringBuilder filled = new StringBuilder();
    for (Part part : template.parts()) {
      if (part instanceof Part.Literal literal) {
        filled.append(literal.text());
      } else if (part instanceof Part.Variable place) {
        Optional<String> value = values.find(rule, place.name());
        if (value.isEmpty() && place.optional()) {
          return Optional.empty();
        }
        filled.append(fitted(rule, place, value, slot));
      }
    }
    return Optional.of(filled.toString());
  }

  private static String fitted(String rule, Part.Variable place, Optional<String> value, Slot slot)
      throws NotAllowed {
    if (value.isEmpty()) {
      throw new NotAllowed(
          rule,
          "{%s} has no value; set that attribute in the job, or make the variable optional: {%s?}"
              .formatted(place.name(), place.name()));
    }
    String taken = place.takenFrom(value.get());
    if (taken.isEmpty()) {
      throw new NotAllowed(
          rule,
          "'%s' is too short for {%s}; change the template or the name"
              .formatted(PlaceValues.shown(value.get()), place.name()));
    }
    return PlaceValues.isOfUser(place.name())
        ? name(rule, place, value.get(), taken, slot)
        : ofJob(rule, place, taken, slot);
  }

  private static String name(String rule, Part.Variable place, String name, String taken, Slot slot)
      throws NotAllowed {
    if (!slot.holdsName(name)) {
      throw new NotAllowed(
          rule,
          "'%s' is not safe as the value of {%s}; use only letters, digits and - _ . in the name"
              .formatted(PlaceValues.shown(name), place.name()));
    }
    return taken;
  }

  private static String ofJob(String rule, Part.Variable place, String taken, Slot slot)
      throws NotAllowed {
    String reason = "contains a character that is not safe there";
    try {
      String fitted = slot.ofJob(taken);
      if (!fitted.isEmpty()) {
        return fitted;
      }
    } catch (InvalidSegment e) {
      reason = e.reason();
    }
    throw new NotAllowed(
        rule,
        "the value '%s' of {%s} %s; change the job's attribute"
            .formatted(PlaceValues.shown(taken), place.name(), reason));
  }

  /** The scopes that a text holds, separated by blanks. */
  static List<Scope> parseAll(String rule, String scopes) throws NotAllowed {
    try {
      return Scope.parseAll(scopes);
    } catch (InvalidScope e) {
      throw new NotAllowed(rule, e.getMessage() + "; change the template or the name");
    }
  }

  private static Scope parse(String rule, String scope) throws NotAllowed {
    try {
      return Scope.parse(scope);
    } catch (InvalidScope e) {
      throw new NotAllowed(rule, e.getMessage() + "; change the template or the name");
    }
  }
}
