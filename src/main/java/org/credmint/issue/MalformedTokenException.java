// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.util.Objects;

/** Bytes that are not a token that can be used. Thrown often, so it carries no stack trace. */
public final class MalformedTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param reason for a message; holds nothing of the token
   */
  public MalformedTokenException(String reason) {
    super(reason, null, false, false);
  }

  /** What is wrong. */
  public String reason() {
    return Objects.requireNonNull(getMessage());
  }
}
