// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.util.Objects;

/** A line that is none. Thrown often, so it carries no stack trace. */
public final class UnreadableLineException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param reason for a message; holds nothing of the line
   */
  UnreadableLineException(String reason) {
    super(reason, null, false, false);
  }

  /** What is wrong. */
  String reason() {
    return Objects.requireNonNull(getMessage());
  }
}
