// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.util.Objects;

/** A key that must not be used: what stands there, why that is wrong and what to do. */
public final class UnusableKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String found;
  private final String fix;

  public UnusableKeyException(String found, String reason, String fix) {
    super(reason);
    this.found = found;
    this.fix = fix;
  }

  public UnusableKeyException(String reason, String fix) {
    this("", reason, fix);
  }

  /** What was found, such as {@code mode 0644}; empty where the reason says it all. */
  public String found() {
    return found;
  }

  /** Why it must not be used. */
  public String reason() {
    return Objects.requireNonNull(getMessage());
  }

  /** What to do. */
  public String fix() {
    return fix;
  }
}
