// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.credmint.config.SettingsReading;
import org.credmint.config.group.GroupMap;
import org.credmint.config.group.GroupMapReading;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.issue.LocalIssuer;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.os.Host;
import org.credmint.os.process.Accounts;

/** Opens what providers' knobs point to: group maps and keys. */
final class ProviderLoader {
  private final KeySource keys;
  private final SignatureProvider signatureProvider;
  private final Host host;

  ProviderLoader(KeySource keys, SignatureProvider signatureProvider, Host host) {
    this.keys = keys;
    this.signatureProvider = signatureProvider;
    this.host = host;
  }

  /** What the configuration says of rights, with the groups that it speaks of. */
  Bounds bounds(SettingsReading reading, Collection<Problem> problems) {
    Map<String, Bounds.OfProvider> bounds = new TreeMap<>();
    reading.rights().forEach((name, rights) -> bounds.put(name, bound(rights, problems)));
    return new Bounds(bounds, reading.standing(), reading.logins());
  }

  private Bounds.OfProvider bound(ReadableRights rights, Collection<Problem> problems) {
    GroupSettings groups = rights.groups();
    Optional<Accounts> accounts = groups.system() ? Optional.of(host.accounts()) : Optional.empty();
    return new Bounds.OfProvider(rights, groupMap(groups, problems), accounts);
  }

  private Optional<GroupMap> groupMap(GroupSettings groups, Collection<Problem> problems) {
    if (groups.mapFile().isEmpty()) {
      return Optional.of(GroupMap.EMPTY);
    }
    GroupMapReading reading = GroupMapReading.read(host, groups.mapFile().get());
    problems.addAll(reading.problems());
    return reading.map();
  }

  /** The provider with its key; empty where that cannot be used, which is a problem. */
  Optional<TokenProvider> serve(
      ProviderSettings provider,
      Bounds.OfProvider bound,
      Rights.Context context,
      int daemonUser,
      Collection<Problem> problems) {
    Rights rights = new Rights(provider, bound.groupMap(), bound.accounts());
    return usable(keys.open(provider.name(), provider.key(), daemonUser, true), problems)
        .map(key -> new TokenProvider(rights, issuer(provider, key), context));
  }

  /** Finds what is wrong with the key of a provider that is not served for another reason. */
  void inspect(String provider, KeySettings key, int daemonUser, Collection<Problem> problems) {
    KeyLoadResult found = keys.open(provider, key, daemonUser, false);
    if (!(found instanceof KeyLoadResult.Missing)) { // the daemon would make it
      usable(found, problems);
    }
  }

  private LocalIssuer issuer(ProviderSettings provider, SigningKey key) {
    return new LocalIssuer(
        provider.issuer(),
        provider.form(),
        key,
        signatureProvider,
        () -> UUID.randomUUID().toString());
  }

  private static Optional<SigningKey> usable(KeyLoadResult result, Collection<Problem> problems) {
    if (result instanceof KeyLoadResult.Loaded loaded) {
      problems.addAll(loaded.warnings());
      return Optional.of(loaded.key());
    }
    if (result instanceof KeyLoadResult.Refused refused) {
      problems.add(refused.problem());
    } else if (result instanceof KeyLoadResult.Missing missing) {
      problems.add(missing.problem());
    }
    return Optional.empty();
  }
}
