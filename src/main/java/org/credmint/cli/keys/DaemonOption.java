// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;
import picocli.CommandLine.Option;

/** Whose keys a command is about. */
final class DaemonOption {
  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = "CREDMON_OAUTH",
      description = "HTCondor name of the daemon (default: ${DEFAULT-VALUE}).")
  private String name = "CREDMON_OAUTH";

  /** HTCondor's name of the daemon. */
  String daemonName() {
    return name.toUpperCase(Locale.ROOT);
  }

  /** A provider and the key that verifiers need. */
  record Signer(String provider, Provider.VerificationKey key) {}

  /**
   * The keys that sign at the moment.
   *
   * @throws IOException where any cannot be told; the message says why
   */
  List<Signer> signers(Keys.Surroundings surroundings) throws IOException {
    ConfigurationLoad load = surroundings.loaders().apply(surroundings.host(), daemonName()).load();
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      throw new IOException(unreadable.reason());
    }
    if (!(load instanceof ConfigurationLoad.Read read)) {
      throw new IOException("no provider can be served: run 'credmint check'");
    }
    List<Signer> signers = new ArrayList<>();
    for (Provider provider : read.active().providers().values()) {
      signers.add(new Signer(provider.name(), keyOf(provider)));
    }
    return signers.stream().sorted((a, b) -> a.provider().compareTo(b.provider())).toList();
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
