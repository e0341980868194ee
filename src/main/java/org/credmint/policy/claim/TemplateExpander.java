// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.claim.Template;
import org.credmint.config.claim.Template.Part;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.InvalidSegmentException;
import org.credmint.credential.Scope;

/** Fills templates, and keeps each value in its place. */
final class TemplateExpander {
  private TemplateExpander() {}

  /** The scopes of a template; those whose optional value is absent are left out. */
  static List<Scope> scopes(String rule, List<Template> words, TemplateVariables values)
      throws RefusedException {
    List<Scope> scopes = new ArrayList<>(words.size());
    for (Template word : words) {
      Optional<String> text = fill(rule, word, values, EncodingContext.PATH);
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
  static Optional<String> fill(
      String rule, Template template, TemplateVariables values, EncodingContext encoding)
      throws RefusedException {
    StringBuilder filled = new StringBuilder();
    for (Part part : template.parts()) {
      if (part instanceof Part.Literal literal) {
        filled.append(literal.text());
      } else if (part instanceof Part.Variable variable) {
        Optional<String> value = values.find(rule, variable.name());
        if (value.isEmpty() && variable.optional()) {
          return Optional.empty();
        }
        filled.append(fitted(rule, variable, value, encoding));
      }
    }
    return Optional.of(filled.toString());
  }

  private static String fitted(
      String rule, Part.Variable variable, Optional<String> value, EncodingContext encoding)
      throws RefusedException {
    if (value.isEmpty()) {
      throw new RefusedException(
          rule,
          "{%s} has no value; set that attribute in the job, or make the variable optional: {%s?}"
              .formatted(variable.name(), variable.name()));
    }
    String taken = variable.takenFrom(value.get());
    if (taken.isEmpty()) {
      throw new RefusedException(
          rule,
          "'%s' is too short for {%s}; change the template or the name"
              .formatted(TemplateVariables.shown(value.get()), variable.name()));
    }
    return TemplateVariables.isOfUser(variable.name())
        ? name(rule, variable, value.get(), taken, encoding)
        : ofJob(rule, variable, taken, encoding);
  }

  private static String name(
      String rule, Part.Variable variable, String name, String taken, EncodingContext encoding)
      throws RefusedException {
    if (!encoding.holdsName(name)) {
      throw new RefusedException(
          rule,
          "'%s' is not safe as the value of {%s}; use only letters, digits and - _ . in the name"
              .formatted(TemplateVariables.shown(name), variable.name()));
    }
    return taken;
  }

  private static String ofJob(
      String rule, Part.Variable variable, String taken, EncodingContext encoding)
      throws RefusedException {
    String reason = "contains a character that is not safe there";
    try {
      String fitted = encoding.ofJob(taken);
      if (!fitted.isEmpty()) {
        return fitted;
      }
    } catch (InvalidSegmentException e) {
      reason = e.reason();
    }
    throw new RefusedException(
        rule,
        "the value '%s' of {%s} %s; change the job's attribute"
            .formatted(TemplateVariables.shown(taken), variable.name(), reason));
  }

  /** The scopes that a text holds, separated by blanks. */
  static List<Scope> parseAll(String rule, String scopes) throws RefusedException {
    try {
      return Scope.parseAll(scopes);
    } catch (InvalidScopeException e) {
      throw new RefusedException(rule, e.getMessage() + "; change the template or the name");
    }
  }

  private static Scope parse(String rule, String scope) throws RefusedException {
    try {
      return Scope.parse(scope);
    } catch (InvalidScopeException e) {
      throw new RefusedException(rule, e.getMessage() + "; change the template or the name");
    }
  }
}
