package org.credmint.issue;

import java.util.Objects;

/** Text that is not what it should be. Thrown often, so it carries no stack trace. */
final class NotReadable extends Exception {
  private static final long serialVersionUID = 1L;

  NotReadable(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return Objects.requireNonNull(getMessage());
  }
}
