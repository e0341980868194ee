// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

/** Why a credential is refused, on the way to a {@link Refusal}. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String rule;

  RefusedException(String rule, String reason) {
    super(reason);
    this.rule = rule;
  }

  String rule() {
    return rule;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
