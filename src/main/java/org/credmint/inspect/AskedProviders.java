// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobAttributes;
import org.credmint.provider.Provider;

/** Which providers a job requests. */
public final class AskedProviders {
  private static final String ATTRIBUTE = "OAuthServicesNeeded";

  private AskedProviders() {}

  /** The services that a job requests, each as it is written in {@code OAuthServicesNeeded}. */
  public static Set<String> words(JobAttributes job) {
    String services =
        job.get(ATTRIBUTE).orElse(null) instanceof AttributeValue.Text text ? text.value() : "";
    Set<String> words = new TreeSet<>(List.of(services.split("[,\\s]+", -1)));
    words.remove("");
    return words;
  }

  /** Whether such a word requests a credential of a provider. */
  public static boolean isOf(String provider, String word) {
    return word.equals(provider)
        || word.startsWith(provider + "_")
        || word.startsWith(provider + "*");
  }

  /** Keeps the providers that a job asks by name; all where it asks none of them. */
  static void keep(Map<String, Provider> providers, PolicyExplainer.Job job) {
    Set<String> words = words(job.attributes());
    Set<String> asked =
        providers.keySet().stream()
            .filter(name -> words.stream().anyMatch(word -> isOf(name, word)))
            .collect(Collectors.toSet());
    if (!asked.isEmpty()) {
      providers.keySet().retainAll(asked);
    }
  }
}
