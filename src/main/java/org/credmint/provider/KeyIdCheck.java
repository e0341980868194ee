// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.knob.KnobNames;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.knob.ProviderSpelling;
import org.credmint.config.provider.KeySettings;
import org.credmint.key.SigningKey;

/**
 * Finds keys that verifiers cannot tell apart: one issuer, one key id, two keys. Verifiers reject
 * what the other key has signed.
 */
final class KeyIdCheck {
  private final KnobNames names;
  private final String hostname;

  /**
   * A check of the keys of one machine.
   *
   * @param names under which knobs were written
   * @param hostname the machine's full name
   */
  KeyIdCheck(KnobNames names, String hostname) {
    this.names = names;
    this.hostname = hostname;
  }

  /** A warning for each provider whose key may be taken for another. */
  List<Problem> find(Collection<TokenProvider> providers) {
    List<Problem> problems = new ArrayList<>();
    Map<String, TokenProvider> seen = new LinkedHashMap<>();
    for (TokenProvider provider : providers) {
      SigningKey key = provider.issuer().key();
      if (key.isStandIn()) {
        continue;
      }
      String name = provider.settings().issuer() + " " + key.keyId();
      TokenProvider other = seen.putIfAbsent(name, provider);
      if (other != null && !other.issuer().key().thumbprint().equals(key.thumbprint())) {
        problems.add(
            problem(
                provider,
                "is also the key ID of provider "
                    + other.name()
                    + ", which has the same issuer but a different key",
                "set LOCAL_CREDMON_%s_KEY_ID = %s, and publish the key under this ID"
                    .formatted(ProviderSpelling.of(provider.name()), key.thumbprint())));
      } else if (other == null && isSharedByDefault(provider)) {
        problems.add(shared(provider));
      }
    }
    return problems;
  }

  /** Each machine with such a key and no knob would use this id for its own. */
  private boolean isSharedByDefault(TokenProvider provider) {
    String host = URI.create(provider.settings().issuer()).getHost();
    return provider.settings().key().id().isEmpty()
        && provider.issuer().key().keyId().equals(KeySettings.USUAL_ID)
        && !hostname.equalsIgnoreCase(host);
  }

  private Problem shared(TokenProvider provider) {
    return problem(
        provider,
        ("is used by default, and issuer %s is not this machine (%s): another access point with this"
                + " issuer and a key of its own would use the same key ID")
            .formatted(provider.settings().issuer(), hostname),
        ("set LOCAL_CREDMON_%s_KEY_ID = %s if this is the only access point of the issuer or all have"
                + " this key; otherwise see 'Several access points' in operations.md")
            .formatted(ProviderSpelling.of(provider.name()), KeySettings.USUAL_ID));
  }

  private Problem problem(TokenProvider provider, String reason, String fix) {
    String keyId = provider.issuer().key().keyId();
    Optional<String> knob = names.keyId(provider.name());
    return new Problem(
        Severity.WARNING,
        Optional.of(provider.name()),
        knob.orElseGet(() -> provider.settings().key().privateKey().toString()),
        knob.isPresent() ? keyId : "key ID " + keyId,
        reason,
        fix);
  }
}
