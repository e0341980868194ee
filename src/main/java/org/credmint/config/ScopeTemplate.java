package org.credmint.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A text with named places, such as {@code read:/user/{username}}: one or several scopes separated
 * by blanks.
 *
 * <p>The notation is that of the stock monitor, which is Python's: a name between braces is a
 * place, a doubled brace is a brace. Of Python's refinements {@code {username[0]}}, the character
 * at a position, and {@code {username:.2}}, the first characters, are kept. A place stands in a
 * scope's path only: what may be done is never a user's or a group's to say.
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

    /**
     * A place that a value, or some of its characters, is put in.
     *
     * @param name what stands there
     * @param from the first character taken, counted from 0
     * @param to the first character no longer taken; may lie beyond the value's end
     */
    record Variable(String name, int from, int to) implements Part {
      /** The characters taken of a value; empty where it is too short. */
      String takenFrom(String value) {
        return from >= value.length() ? "" : value.substring(from, Math.min(to, value.length()));
      }
    }
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
   * @throws InvalidTemplate for a brace without its partner, an unknown name, a place outside of a
   *     path, or a text that gives no valid scope whatever is put in
   */
  public static ScopeTemplate parse(String text, Set<String> known) throws InvalidTemplate {
    return new ScopeTemplate(text, new TemplateParser(text, known).parse());
  }

  /** Whether anything is put in at all. */
  public boolean hasPlaces() {
    for (Part part : parts) {
      if (part instanceof Part.Variable) {
        return true;
      }
    }
    return false;
  }

  /** The first place for which there is no value, or none long enough. */
  public Optional<String> firstWithoutValue(Map<String, String> values) {
    for (Part part : parts) {
      if (part instanceof Part.Variable place && taken(place, values).isEmpty()) {
        return Optional.of(place.name());
      }
    }
    return Optional.empty();
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
      } else if (part instanceof Part.Variable place) {
        String value = taken(place, values);
        if (value.isEmpty()) {
          throw new IllegalArgumentException("no value for {" + place.name() + "}");
        }
        filled.append(value);
      }
    }
    return filled.toString();
  }

  private static String taken(Part.Variable place, Map<String, String> values) {
    return place.takenFrom(values.getOrDefault(place.name(), ""));
  }
}
