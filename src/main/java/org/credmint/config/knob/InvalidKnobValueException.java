// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

/** A value that a knob cannot take, with the reason and what to do instead. */
public final class InvalidKnobValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String fix;

  public InvalidKnobValueException(String reason, String fix) {
    super(reason);
    this.fix = fix;
  }

  /** What is wrong with the value. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** What to do about it. */
  public String fix() {
    return fix;
  }
}
