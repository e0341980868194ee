package org.credmint.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.ScopeTemplate.InvalidTemplate;
import org.credmint.config.ScopeTemplate.Part;
import org.credmint.credential.InvalidScope;
import org.credmint.credential.Scope;

/** Takes the text of a {@link ScopeTemplate} apart. */
final class TemplateParser {
  /** Name, then at most one of: a position between brackets, a length after a colon and a dot. */
  private static final Pattern PLACE =
      Pattern.compile("(\\w*)(?:\\[([0-9]{1,4})]|:\\.([0-9]{1,4}))?");

  private final String text;
  private final Set<String> known;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  /** The text so far, a letter for each place, to judge the scopes that will come of it. */
  private final StringBuilder sample = new StringBuilder();

  TemplateParser(String text, Set<String> known) {
    this.text = text;
    this.known = known;
  }

  List<Part> parse() throws InvalidTemplate {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
      if (c == '{' && !doubled) {
        at = place(at);
      } else if (c == '}' && !doubled) {
        throw new InvalidTemplate("has a '}' without its '{'");
      } else {
        literal.append(c);
        sample.append(c);
        at += c == '{' || c == '}' ? 2 : 1;
      }
    }
    endLiteral();
    checkSample();
    return parts;
  }

  private int place(int brace) throws InvalidTemplate {
    int end = text.indexOf('}', brace);
    if (end < 0) {
      throw new InvalidTemplate("has a '{' without its '}'");
    }
    String inside = text.substring(brace + 1, end);
    Matcher place = PLACE.matcher(inside);
    if (!place.matches() || !known.contains(place.group(1))) {
      throw new InvalidTemplate(
          "has the unknown place {" + Values.shown(inside) + "}; known: " + knownPlaces());
    }
    if (!isInPath()) {
      throw new InvalidTemplate("has {" + inside + "} outside of a path");
    }
    endLiteral();
    parts.add(variable(place));
    sample.append('x');
    return end + 1;
  }

  private static Part.Variable variable(Matcher place) throws InvalidTemplate {
    String name = place.group(1);
    if (place.group(2) != null) {
      int position = Integer.parseInt(place.group(2));
      return new Part.Variable(name, position, position + 1);
    }
    if (place.group(3) == null) {
      return new Part.Variable(name, 0, Integer.MAX_VALUE);
    }
    int length = Integer.parseInt(place.group(3));
    if (length == 0) {
      throw new InvalidTemplate("has {" + place.group() + "}, which is always empty");
    }
    return new Part.Variable(name, 0, length);
  }

  private boolean isInPath() {
    int start = sample.length();
    while (start > 0 && !Character.isWhitespace(sample.charAt(start - 1))) {
      start--;
    }
    return sample.indexOf(":/", start) >= 0;
  }

  private void checkSample() throws InvalidTemplate {
    try {
      if (Scope.parseAll(sample.toString()).isEmpty()) {
        throw new InvalidTemplate("gives no scope");
      }
    } catch (InvalidScope e) {
      throw new InvalidTemplate("gives no valid scope: " + e.getMessage());
    }
  }

  private String knownPlaces() {
    return String.join(" ", known.stream().sorted().map(name -> "{" + name + "}").toList());
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }
}
