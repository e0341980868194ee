// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;

/**
 * One word with places that a target's attributes are put in: {@code pilot-{name}@example.org}. In
 * {@code {site|name}} the first of the attributes that the target has stands there.
 *
 * @param text as it stands in the knob
 * @param parts its pieces in order
 */
public record TargetTemplate(String text, List<Part> parts) {
  /** No word at all, for what has no such text. */
  static final TargetTemplate EMPTY = new TargetTemplate("", List.of());

  private static final Pattern NAMES = Pattern.compile("[A-Za-z]\\w{0,63}(\\|[A-Za-z]\\w{0,63})*");
  private static final String FIX = "write variables such as {name} or {site|name}";

  /** Takes a copy of the parts. */
  public TargetTemplate {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  public sealed interface Part {
    /** Text that stands as it is. */
    record Literal(String text) implements Part {}

    /**
     * A place.
     *
     * @param names the attributes that can stand there; the first that the target has does
     */
    record Variable(List<String> names) implements Part {
      /** Takes a copy. */
      public Variable {
        names = List.copyOf(names);
      }
    }
  }

  /** A place that cannot be filled, with the reason. */
  public static final class UnfitTargetException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnfitTargetException(String reason) {
      super(reason);
    }

    /** Why not. */
    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads one word.
   *
   * @throws InvalidKnobValueException for blanks, and for braces that enclose no variable
   */
  public static TargetTemplate parse(String text) throws InvalidKnobValueException {
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new InvalidKnobValueException("is not a single word", FIX);
    }
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      String literal = text.substring(at, open < 0 ? text.length() : open);
      if (literal.indexOf('}') >= 0) {
        throw new InvalidKnobValueException("has a '}' without a matching '{'", FIX);
      }
      if (!literal.isEmpty()) {
        parts.add(new Part.Literal(literal));
      }
      if (open < 0) {
        break;
      }
      int close = text.indexOf('}', open);
      parts.add(variable(close < 0 ? "" : text.substring(open + 1, close)));
      at = close + 1;
    }
    return new TargetTemplate(text, parts);
  }

  private static Part variable(String inside) throws InvalidKnobValueException {
    if (!NAMES.matcher(inside).matches()) {
      throw new InvalidKnobValueException("has a '{' that no variable and '}' follow", FIX);
    }
    return new Part.Variable(Arrays.asList(inside.split("\\|", -1)));
  }

  /** Text without places. */
  static TargetTemplate literal(String text) {
    return new TargetTemplate(text, List.of(new Part.Literal(text)));
  }

  /** The words of a text, each a template. */
  static List<TargetTemplate> parseAll(String text) throws InvalidKnobValueException {
    List<TargetTemplate> words = new ArrayList<>();
    for (String word : Values.list(text)) {
      words.add(parse(word));
    }
    return words;
  }

  /** Whether it is the same for all targets. */
  public boolean isLiteral() {
    return parts.stream().allMatch(Part.Literal.class::isInstance);
  }

  /** The text before the first place. */
  public String prefix() {
    return !parts.isEmpty() && parts.get(0) instanceof Part.Literal literal ? literal.text() : "";
  }

  /** All attributes that it names. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part instanceof Part.Variable variable) {
        names.addAll(variable.names());
      }
    }
    return names;
  }

  /**
   * The word for one target.
   *
   * @param values tells the target's attributes
   * @param place what the word is used for, by which values are kept in their place
   * @throws UnfitTargetException where an attribute is missing, or its value cannot stand there
   */
  public String fill(Function<String, Optional<String>> values, TemplatePlace place)
      throws UnfitTargetException {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        filled.append(literal.text());
      } else if (part instanceof Part.Variable variable) {
        filled.append(valueOf(variable, values, place));
      }
    }
    return bounded(filled.toString(), place);
  }

  private static String bounded(String filled, TemplatePlace place) throws UnfitTargetException {
    if (filled.length() > place.longest()) {
      throw new UnfitTargetException(
          "gives %d characters, and at most %d are allowed"
              .formatted(filled.length(), place.longest()));
    }
    return filled;
  }

  private static String valueOf(
      Part.Variable variable, Function<String, Optional<String>> values, TemplatePlace place)
      throws UnfitTargetException {
    for (String name : variable.names()) {
      Optional<String> value = values.apply(name);
      if (value.isPresent()) {
        return place.fitted(name, value.get());
      }
    }
    throw new UnfitTargetException(
        "uses {%s}, which the target does not have".formatted(String.join("|", variable.names())));
  }
}
