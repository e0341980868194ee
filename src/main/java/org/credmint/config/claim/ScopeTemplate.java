// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.credmint.config.claim.Template.InvalidTemplateException;
import org.credmint.config.claim.Template.Part;
import org.credmint.config.knob.Values;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;

/**
 * One or several scopes with named places, separated by blanks. A place stands in a scope's path
 * only: what may be done is never a user's, a group's or a job's to say.
 *
 * @param text as it stands in the knob
 * @param words each gives one scope
 */
public record ScopeTemplate(String text, List<Template> words) {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Takes a copy of the words. */
  public ScopeTemplate {
    words = List.copyOf(words);
  }

  /**
   * Reads a template.
   *
   * @param known the names that may stand between braces
   * @throws InvalidTemplateException for a brace without its partner, an unknown name, a place
   *     outside of a path, or a word that gives no valid scope whatever is put in; it tells of each
   *     such word
   */
  public static ScopeTemplate parse(String text, AllowedVariables known)
      throws InvalidTemplateException {
    Map<String, String> wrong = new LinkedHashMap<>();
    List<Template> words = parse(words(text), known, wrong);
    if (!wrong.isEmpty()) {
      throw new InvalidTemplateException(reason(wrong));
    }
    if (words.isEmpty()) {
      throw new InvalidTemplateException("yields no scope");
    }
    return new ScopeTemplate(text, words);
  }

  private static List<Template> parse(
      List<String> texts, AllowedVariables known, Map<String, String> wrong) {
    List<Template> words = new ArrayList<>();
    for (String word : texts) {
      try {
        words.add(checked(Template.parse(word, known)));
      } catch (InvalidTemplateException e) {
        wrong.put(word, String.valueOf(e.getMessage()));
      }
    }
    return words;
  }

  private static String reason(Map<String, String> wrong) {
    return wrong.size() == 1
        ? wrong.values().iterator().next()
        : wrong.entrySet().stream()
            .map(one -> "in " + Values.shown(one.getKey()) + ": " + one.getValue())
            .collect(Collectors.joining("; "));
  }

  /** What stands between blanks. */
  public static List<String> words(String text) {
    return BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }

  private static Template checked(Template word) throws InvalidTemplateException {
    StringBuilder before = new StringBuilder();
    for (Part part : word.parts()) {
      if (part instanceof Part.Literal literal) {
        before.append(literal.text());
      } else if (part instanceof Part.Variable variable && before.indexOf(":/") < 0) {
        throw new InvalidTemplateException("has {" + variable.name() + "} outside a path");
      }
    }
    try {
      Scope.parse(word.withEachVariable("x"));
      return word;
    } catch (InvalidScopeException e) {
      throw new InvalidTemplateException("does not yield a valid scope: " + e.getMessage());
    }
  }
}
