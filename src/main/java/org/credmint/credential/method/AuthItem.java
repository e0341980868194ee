// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.util.Optional;
import org.credmint.credential.kind.CredentialType;

/** One alternative in a group of an {@link AuthMethod}. */
public sealed interface AuthItem {
  /** A credential of a type. */
  record OfType(CredentialType type) implements AuthItem {
    @Override
    public String toString() {
      return type.toString();
    }
  }

  /** A parameter of any type. */
  record OfParameter(ParameterName name) implements AuthItem {
    @Override
    public String toString() {
      return name.toString();
    }
  }

  /** A credential of whatever type. */
  record Any() implements AuthItem {
    @Override
    public String toString() {
      return AuthMethod.ANY;
    }
  }

  /**
   * The item of this name.
   *
   * @param name a type or a parameter, or an alias of one, in any case; not {@code any}
   * @return empty where nothing has the name
   */
  static Optional<AuthItem> named(String name) {
    Optional<AuthItem> type = CredentialType.named(name).map(OfType::new);
    return type.isPresent() ? type : ParameterName.named(name).map(OfParameter::new);
  }
}
