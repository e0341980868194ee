package org.credmint.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A text with named places, such as {@code read:/user/{username}}: one or several scopes separated
 * by blanks.
 *
 * <p>The notation is that of the stock monitor: a name between braces is a place, and a doubled
 * brace is a brace.
 *
 * @param text as it stands in the knob
 * @param parts its pieces in order
 */
public record ScopeTemplate(String text, List<Part> parts) {
  /** Takes a copy of the parts. */
  public ScopeTemplate {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  public sealed interface Part {
    /** Text that stands as it is. */
    record Literal(String text) implements Part {}

    /** A place that a value is put in. */
    record Variable(String name) implements Part {}
  }

  /** A template that cannot be used, with the reason. */
  public static final class InvalidTemplate extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTemplate(String reason) {
      super(reason);
    }
  }

  /**
   * Reads a template.
   *
   * @param known the names that may stand between braces
   * @throws InvalidTemplate for a brace without its partner or an unknown name
   */
  public static ScopeTemplate parse(String text, Set<String> known) throws InvalidTemplate {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if ((c == '{' || c == '}') && at + 1 < text.length() && text.charAt(at + 1) == c) {
        literal.append(c);
        at += 2;
      } else if (c == '}') {
        throw new InvalidTemplate("has a '}' without its '{'; write '}}' for a brace");
      } else if (c == '{') {
        flush(literal, parts);
        String name = nameAt(text, at, known);
        parts.add(new Part.Variable(name));
        at += name.length() + 2;
      } else {
        literal.append(c);
        at++;
      }
    }
    flush(literal, parts);
    return new ScopeTemplate(text, parts);
  }

  private static String nameAt(String text, int brace, Set<String> known) throws InvalidTemplate {
    int end = text.indexOf('}', brace);
    if (end < 0) {
      throw new InvalidTemplate("has a '{' without its '}'; write '{{' for a brace");
    }
    String name = text.substring(brace + 1, end);
    if (!known.contains(name)) {
      throw new InvalidTemplate(
          "has the unknown place {" + name + "}; known: " + known.stream().sorted().toList());
    }
    return name;
  }

  private static void flush(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  /** The first place that has no value, or an empty one. */
  public Optional<String> firstWithoutValue(Map<String, String> values) {
    return parts.stream()
        .filter(Part.Variable.class::isInstance)
        .map(part -> ((Part.Variable) part).name())
        .filter(name -> values.getOrDefault(name, "").isEmpty())
        .findFirst();
  }

  /**
   * The text with each place filled in.
   *
   * @throws IllegalArgumentException where {@link #firstWithoutValue} finds one
   */
  public String fill(Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        filled.append(literal.text());
      } else if (part instanceof Part.Variable variable) {
        String value = values.getOrDefault(variable.name(), "");
        if (value.isEmpty()) {
          throw new IllegalArgumentException("no value for {" + variable.name() + "}");
        }
        filled.append(value);
      }
    }
    return filled.toString();
  }
}
