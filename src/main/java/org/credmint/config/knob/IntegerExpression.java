// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.OptionalLong;

/**
 * Whole numbers as knobs hold them: a literal, or arithmetic such as {@code 20 * 60}.
 *
 * <p>HTCondor evaluates integer knobs as ClassAd expressions only when it uses them, so that a dump
 * of the configuration shows the arithmetic as it was written. Of that language this reads integer
 * literals, {@code + - * / %}, signs and parentheses; division drops the fraction, as there.
 */
final class IntegerExpression {
  /** Longer text is rejected, which bounds the depth of the recursion. */
  private static final int LONGEST = 200;

  private final String text;
  private int at;

  private IntegerExpression(String text) {
    this.text = text;
  }

  /** The value; empty where the text is not such an expression, divides by zero or overflows. */
  static OptionalLong evaluate(String text) {
    if (text.length() > LONGEST) {
      return OptionalLong.empty();
    }
    IntegerExpression expression = new IntegerExpression(text);
    try {
      long value = expression.sum();
      return expression.at == text.length() ? OptionalLong.of(value) : OptionalLong.empty();
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private long sum() {
    long value = product();
    while (true) {
      if (takes('+')) {
        value = Math.addExact(value, product());
      } else if (takes('-')) {
        value = Math.subtractExact(value, product());
      } else {
        return value;
      }
    }
  }

  private long product() {
    long value = factor();
    while (true) {
      if (takes('*')) {
        value = Math.multiplyExact(value, factor());
      } else if (takes('/')) {
        value = value / factor();
      } else if (takes('%')) {
        value = value % factor();
      } else {
        return value;
      }
    }
  }

  private long factor() {
    if (takes('-')) {
      return Math.negateExact(factor());
    }
    if (takes('+')) {
      return factor();
    }
    if (takes('(')) {
      long value = sum();
      if (!takes(')')) {
        throw new NumberFormatException("a parenthesis is open");
      }
      return value;
    }
    return literal();
  }

  private long literal() {
    skipBlanks();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    long value = Long.parseLong(text.substring(start, at));
    skipBlanks();
    return value;
  }

  private boolean takes(char wanted) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      skipBlanks();
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }
}
