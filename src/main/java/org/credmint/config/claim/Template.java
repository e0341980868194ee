// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One word with named places, such as {@code read:/user/{username}}.
 *
 * <p>The notation is that of the stock monitor, which is Python's: a name between braces is a
 * place, a doubled brace is a brace. Of Python's refinements {@code {username[0]}}, the character
 * at a position, and {@code {username:.2}}, the first characters, are kept. A question mark at the
 * end, {@code {ProjectName?}}, is ours: the whole word is left out where the value is absent.
 *
 * @param text as it stands in the knob
 * @param parts its pieces in order
 */
public record Template(String text, List<Part> parts) {
  /** Takes a copy of the parts. */
  public Template {
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
     * @param optional whether the value may be absent
     */
    record Variable(String name, int from, int to, boolean optional) implements Part {
      /** The characters taken of a value; empty where it is too short. */
      public String takenFrom(String value) {
        return from >= value.length() ? "" : value.substring(from, Math.min(to, value.length()));
      }
    }
  }

  /** A template that cannot be used, with the reason. */
  public static final class InvalidTemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTemplateException(String reason) {
      super(reason);
    }
  }

  /** A text without places. */
  public static Template literal(String text) {
    return new Template(text, List.of(new Part.Literal(text)));
  }

  /**
   * Reads a word of a template that may have its places anywhere.
   *
   * @param known the names that may stand between braces
   * @throws InvalidTemplateException for a brace without its partner or an unknown name
   */
  public static Template parse(String word, AllowedVariables known)
      throws InvalidTemplateException {
    return new TemplateParser(word, known).parse();
  }

  /** Whether anything is put in at all. */
  public boolean hasVariables() {
    for (Part part : parts) {
      if (part instanceof Part.Variable) {
        return true;
      }
    }
    return false;
  }

  /** The names of what is put in, in their order. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part instanceof Part.Variable variable) {
        names.add(variable.name());
      }
    }
    return names;
  }

  /** The text with another in each place. */
  public String withEachVariable(String stand) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      filled.append(part instanceof Part.Literal literal ? literal.text() : stand);
    }
    return filled.toString();
  }
}
