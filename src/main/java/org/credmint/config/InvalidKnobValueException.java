// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

/** A value that a knob cannot take, with the reason and what to do instead. */
final class InvalidKnobValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String fix;

  InvalidKnobValueException(String reason, String fix) {
    super(reason);
    this.fix = fix;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  String fix() {
    return fix;
  }
}
