// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import org.credmint.policy.decision.Refusal;

/** Why a credential is refused, on the way to a {@link Refusal}. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String rule;

  public RefusedException(String rule, String reason) {
    super(reason);
    this.rule = rule;
  }

  /** The knob or clause that refuses. */
  public String rule() {
    return rule;
  }

  /** Why, in words for the user. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
