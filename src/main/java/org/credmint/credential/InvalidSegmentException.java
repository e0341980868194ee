// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

/** A value that must not stand in a path segment, with the reason. */
public final class InvalidSegmentException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidSegmentException(String reason) {
    super(reason);
  }

  /** Why not, to follow the value in a sentence. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
