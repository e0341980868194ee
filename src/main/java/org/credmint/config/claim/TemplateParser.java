// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.claim.Template.InvalidTemplateException;
import org.credmint.config.claim.Template.Part;
import org.credmint.config.knob.Values;

/** Takes one word of a template apart. */
final class TemplateParser {
  /**
   * Name, then at most one of a position between brackets and a length after a colon and a dot,
   * then perhaps a question mark.
   */
  private static final Pattern PLACE =
      Pattern.compile("(\\w*)(?:\\[([0-9]{1,4})]|:\\.([0-9]{1,4}))?(\\??)");

  private final String text;
  private final AllowedVariables known;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  TemplateParser(String text, AllowedVariables known) {
    this.text = text;
    this.known = known;
  }

  Template parse() throws InvalidTemplateException {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
      if (c == '{' && !doubled) {
        at = place(at);
      } else if (c == '}' && !doubled) {
        throw new InvalidTemplateException("has a '}' without a matching '{'");
      } else {
        literal.append(c);
        at += c == '{' || c == '}' ? 2 : 1;
      }
    }
    endLiteral();
    return new Template(text, parts);
  }

  private int place(int brace) throws InvalidTemplateException {
    int end = text.indexOf('}', brace);
    if (end < 0) {
      throw new InvalidTemplateException("has a '{' without a matching '}'");
    }
    String inside = text.substring(brace + 1, end);
    Matcher place = PLACE.matcher(inside);
    Optional<String> name = place.matches() ? known.find(place.group(1)) : Optional.empty();
    if (name.isEmpty()) {
      String unknown = place.matches() ? place.group(1) : inside;
      throw new InvalidTemplateException(
          "has the unknown variable {"
              + Values.shown(inside)
              + "}; known: "
              + known.describe(unknown));
    }
    endLiteral();
    parts.add(variable(name.get(), place));
    return end + 1;
  }

  private Part.Variable variable(String name, Matcher place) throws InvalidTemplateException {
    boolean optional = !place.group(4).isEmpty();
    if (optional && !known.mayBeAbsent(name)) {
      throw new InvalidTemplateException(
          "has {" + place.group() + "}, but " + name + " is always present");
    }
    if (place.group(2) != null) {
      int position = Integer.parseInt(place.group(2));
      return new Part.Variable(name, position, position + 1, optional);
    }
    if (place.group(3) == null) {
      return new Part.Variable(name, 0, Integer.MAX_VALUE, optional);
    }
    int length = Integer.parseInt(place.group(3));
    if (length == 0) {
      throw new InvalidTemplateException("has {" + place.group() + "}, which is always empty");
    }
    return new Part.Variable(name, 0, length, optional);
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }
}
