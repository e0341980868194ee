// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

/** Text that is no {@link AuthMethod}; the message continues "the expression ...". */
public final class AuthMethodSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  AuthMethodSyntaxException(String reason) {
    super(reason);
  }
}
