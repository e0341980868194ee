// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.Problem.Severity;

/** Finds providers that are sound alone and not together. */
final class ProviderClashes {
  private ProviderClashes() {}

  /** A warning for each pair of keys that readers, or we ourselves, could take for one another. */
  static List<Problem> find(Collection<ProviderSettings> providers) {
    List<Problem> problems = new ArrayList<>();
    Map<String, ProviderSettings> byKeyId = new LinkedHashMap<>();
    Map<String, ProviderSettings> byPublicKey = new LinkedHashMap<>();
    for (ProviderSettings provider : providers) {
      otherKey(byKeyId, provider.issuer() + " " + provider.key().id(), provider)
          .ifPresent(
              other ->
                  problems.add(
                      warning(
                          provider,
                          Knob.KEY_ID,
                          provider.key().id(),
                          "is also the key ID of provider "
                              + other.name()
                              + ", which has the same issuer but a different key",
                          "give each key of an issuer its own key ID")));
      otherKey(byPublicKey, provider.key().publicKey().toString(), provider)
          .ifPresent(
              other ->
                  problems.add(
                      warning(
                          provider,
                          Knob.PUBLIC_KEY,
                          provider.key().publicKey().toString(),
                          "is also the public key of provider "
                              + other.name()
                              + ", which has a different private key",
                          "give each private key its own public key file")));
    }
    return problems;
  }

  /** The provider that has the same value and another private key. */
  private static Optional<ProviderSettings> otherKey(
      Map<String, ProviderSettings> seen, String value, ProviderSettings provider) {
    return Optional.ofNullable(seen.putIfAbsent(value, provider))
        .filter(other -> !other.key().privateKey().equals(provider.key().privateKey()));
  }

  private static Problem warning(
      ProviderSettings provider, Knob knob, String value, String reason, String fix) {
    return new Problem(
        Severity.WARNING,
        Optional.of(provider.name()),
        knob.nameFor(provider.name()),
        Values.shown(value),
        reason,
        fix);
  }
}
