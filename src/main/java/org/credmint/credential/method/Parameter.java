// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value that goes to a site beside credentials.
 *
 * @param value as it was given; digits with an optional sign for an integer
 */
public record Parameter(ParameterName name, Type type, String value) {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

  /** What a value is. */
  public enum Type {
    /** A whole number. */
    INTEGER,
    /** Text as it stands. */
    STRING,
    /** A ClassAd expression, which is not looked into here. */
    EXPRESSION,
    /** The name of what makes the value anew for each target. */
    DYNAMIC;

    /** The type of this name or alias ({@code int}, {@code str}, {@code expr}, generator). */
    private static Optional<Type> named(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "integer", "int" -> Optional.of(INTEGER);
        case "string", "str" -> Optional.of(STRING);
        case "expression", "expr" -> Optional.of(EXPRESSION);
        case "dynamic", "generator" -> Optional.of(DYNAMIC);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Reads {@code NAME=VALUE} or {@code NAME:TYPE=VALUE}; without a type it is a string.
   *
   * @throws IllegalArgumentException where it is not such a text; the message says why
   */
  public static Parameter parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("'" + text + "' has no value: write NAME=VALUE");
    }
    String[] left = text.substring(0, equals).split(":", 2);
    ParameterName name =
        ParameterName.named(left[0])
            .orElseThrow(
                () -> new IllegalArgumentException("'" + left[0] + "' is not a parameter"));
    return new Parameter(name, type(left), checked(name, type(left), text.substring(equals + 1)));
  }

  private static Type type(String[] left) {
    return Type.named(left.length == 1 ? "string" : left[1])
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + left[1] + "' is not integer, string, expression or dynamic"));
  }

  private static String checked(ParameterName name, Type type, String value) {
    if (value.isEmpty() || (type == Type.INTEGER && !INTEGER.matcher(value).matches())) {
      throw new IllegalArgumentException(
          name + " must have " + (value.isEmpty() ? "a value" : "digits only"));
    }
    return value;
  }

  /** The value as a ClassAd has it: a string in double quotes, anything else as it stands. */
  public String inClassAd() {
    return type == Type.STRING
        ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : value;
  }
}
