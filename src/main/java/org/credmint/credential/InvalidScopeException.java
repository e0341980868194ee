// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

/** A text that is not a safe scope, with the reason. */
public final class InvalidScopeException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_SHOWN = 100;

  InvalidScopeException(String scope, String reason) {
    super("scope '" + shown(scope) + "' " + reason);
  }

  /** The text on one line and of a bearable length: it may hold a user's or a group's name. */
  private static String shown(String scope) {
    String printable = scope.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return printable.length() <= LONGEST_SHOWN
        ? printable
        : printable.substring(0, LONGEST_SHOWN) + "…";
  }
}
