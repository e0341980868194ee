// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialKind;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;
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
   * The key rings of a daemon, in the order of their paths, whether they can be used or not.
   *
   * @throws IOException where any cannot be told; the message says why
   */
  static List<RingUse> rings(Keys.Surroundings surroundings, String daemonName) throws IOException {
    return surroundings
        .loaders()
        .apply(surroundings.host(), daemonName)
        .settings()
        .map(RingUse::of)
        .orElseThrow(() -> new IOException("no provider can be served: run 'credmint check'"));
  }

  /**
   * What is so wrong that some provider is not served by the newest configuration.
   *
   * @return one such problem; empty where all are served
   */
  static Optional<String> error(Keys.Surroundings surroundings, String daemonName) {
    ConfigurationLoad load = surroundings.loaders().apply(surroundings.host(), daemonName).load();
    return load instanceof ConfigurationLoad.Read read
        ? read.problems().stream().filter(Problem::isError).findFirst().map(Problem::toString)
        : Optional.of("the configuration cannot be used");
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
  static boolean isSigner(Provider provider) {
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
