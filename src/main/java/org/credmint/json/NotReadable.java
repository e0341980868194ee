package org.credmint.json;

import java.util.Objects;

/** Text that is not what it should be. Thrown often, so it carries no stack trace. */
public final class NotReadable extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param reason for a message; holds nothing of the text
   */
  public NotReadable(String reason) {
    super(reason, null, false, false);
  }

  /** What is wrong. */
  public String reason() {
    return Objects.requireNonNull(getMessage());
  }
}
