// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.credmint.credential.AttributeValue;
import org.credmint.provider.Provider;

/** Which providers a job requests. */
final class AskedProviders {
  private AskedProviders() {}

  /** Keeps the providers that a job asks by name; all where it asks none of them. */
  static void keep(Map<String, Provider> providers, PolicyExplainer.Job job) {
    String services =
        job.attributes().get("OAuthServicesNeeded").orElse(null) instanceof AttributeValue.Text text
            ? text.value()
            : "";
    Set<String> words = new HashSet<>(List.of(services.split("[,\\s]+", -1)));
    Set<String> asked =
        providers.keySet().stream()
            .filter(
                name ->
                    words.stream()
                        .anyMatch(
                            word ->
                                word.equals(name)
                                    || word.startsWith(name + "_")
                                    || word.startsWith(name + "*")))
            .collect(Collectors.toSet());
    if (!asked.isEmpty()) {
      providers.keySet().retainAll(asked);
    }
  }
}
