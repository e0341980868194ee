// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.credmint.credential.CredentialKind;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;
import org.credmint.provider.TokenProvider;
import org.credmint.rotation.RingUse;

/** The providers of a daemon whose keys verifiers fetch. */
final class Signers {
  private Signers() {}

  /** A provider and the key that verifiers need. */
  record Signer(String provider, Provider.VerificationKey key) {}

  /**
   * The keys that sign at the moment.
   *
   * @throws IOException where any cannot be told; the message says why
   */
  static List<Signer> of(Keys.Surroundings surroundings, String daemonName) throws IOException {
    List<Signer> signers = new ArrayList<>();
    for (Provider provider : active(surroundings, daemonName).providers().values()) {
      if (isSigner(provider)) {
        signers.add(new Signer(provider.name(), keyOf(provider)));
      }
    }
    if (signers.isEmpty()) {
      throw new IOException("no provider that signs SciTokens is served: run 'credmint check'");
    }
    return signers.stream().sorted((a, b) -> a.provider().compareTo(b.provider())).toList();
  }

  /**
   * The key rings of a daemon, in the order of their paths.
   *
   * @throws IOException where any cannot be told; the message says why
   */
  static List<RingUse> rings(Keys.Surroundings surroundings, String daemonName) throws IOException {
    ActiveConfiguration active = active(surroundings, daemonName);
    Map<String, TokenProvider> signing = new TreeMap<>();
    active
        .providers()
        .forEach(
            (name, provider) -> {
              if (provider instanceof TokenProvider one) {
                signing.put(name, one);
              }
            });
    return RingUse.of(active.settings(), signing);
  }

  private static ActiveConfiguration active(Keys.Surroundings surroundings, String daemonName)
      throws IOException {
    ConfigurationLoad load = surroundings.loaders().apply(surroundings.host(), daemonName).load();
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      throw new IOException(unreadable.reason());
    }
    if (load instanceof ConfigurationLoad.Read read) {
      return read.active();
    }
    throw new IOException("no provider can be served: run 'credmint check'");
  }

  /** Nobody fetches a key for other kinds, and a standing SciToken has its provider's. */
  private static boolean isSigner(Provider provider) {
    return provider.kind().equals(CredentialKind.SCITOKEN) && !provider.isStanding();
  }

  private static Provider.VerificationKey keyOf(Provider provider) throws IOException {
    return provider
        .verificationKey()
        .orElseThrow(
            () ->
                new IOException(
                    "the key of provider %s cannot be read, or does not exist yet: run this command as root when the daemon has started"
                        .formatted(provider.name())));
  }
}
