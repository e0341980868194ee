// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.credmint.credential.CredentialKind;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;

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
    ConfigurationLoad load = surroundings.loaders().apply(surroundings.host(), daemonName).load();
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      throw new IOException(unreadable.reason());
    }
    if (!(load instanceof ConfigurationLoad.Read read)) {
      throw new IOException("no provider can be served: run 'credmint check'");
    }
    List<Signer> signers = new ArrayList<>();
    for (Provider provider : read.active().providers().values()) {
      if (isSigner(provider)) {
        signers.add(new Signer(provider.name(), keyOf(provider)));
      }
    }
    if (signers.isEmpty()) {
      throw new IOException("no provider that signs SciTokens is served: run 'credmint check'");
    }
    return signers.stream().sorted((a, b) -> a.provider().compareTo(b.provider())).toList();
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
