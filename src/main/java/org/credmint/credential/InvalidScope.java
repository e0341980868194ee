package org.credmint.credential;

/** A text that is not a safe scope, with the reason. */
public final class InvalidScope extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidScope(String scope, String reason) {
    super("scope '" + scope + "' " + reason);
  }
}
