// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.util.List;
import java.util.Optional;

/**
 * What can be sent to a site.
 *
 * @param credentials of those that are as good, the first is chosen
 * @param parameters one of each name at most
 */
public record CredentialBundle(List<Candidate> credentials, List<Parameter> parameters) {
  /** Takes copies. */
  public CredentialBundle {
    credentials = List.copyOf(credentials);
    parameters = List.copyOf(parameters);
    if (parameters.stream().map(Parameter::name).distinct().count() < parameters.size()) {
      throw new IllegalArgumentException("a parameter is given twice");
    }
  }

  Optional<Parameter> parameter(ParameterName name) {
    return parameters.stream().filter(one -> one.name() == name).findFirst();
  }
}
