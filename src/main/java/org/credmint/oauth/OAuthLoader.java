// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.config.Settings;
import org.credmint.config.group.GroupMap;
import org.credmint.config.group.GroupMapReading;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.knob.Problem;
import org.credmint.config.oauth.ClientSettings;
import org.credmint.config.oauth.OAuthSettings;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.credmint.issue.endpoint.Allowance;
import org.credmint.issue.endpoint.TrustingClient;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.oauth.RefreshIssuer;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.provider.Rights;
import org.credmint.provider.ScopeExpressions;
import org.credmint.provider.TokenProvider;
import org.credmint.renew.Freshness;
import org.jspecify.annotations.Nullable;

/** Makes providers of the services of remote issuers. Safe for several threads. */
public final class OAuthLoader implements ConfigurationLoader.OtherKinds {
  private final Host host;
  private final InstantSource clock;
  private final ScopeExpressions.Evaluator expressions;
  private final KeySource keys;
  private final SignatureProvider signatures;
  private final Lanes lanes;
  private @Nullable AccessOpener opener;

  /**
   * A loader.
   *
   * @param lanes where issuers are asked
   * @param clock tells the time at which they are
   * @param keys opens clients' private keys
   * @param signatures computes signatures with them
   * @param expressions evaluates scope expressions
   */
  public OAuthLoader(
      Host host,
      Lanes lanes,
      InstantSource clock,
      KeySource keys,
      SignatureProvider signatures,
      ScopeExpressions.Evaluator expressions) {
    this.host = host;
    this.clock = clock;
    this.expressions = expressions;
    this.lanes = lanes;
    this.keys = keys;
    this.signatures = signatures;
  }

  /** Made with the first service; what it shares stays. */
  private synchronized AccessOpener opener() {
    AccessOpener made =
        opener == null ? new AccessOpener(host, lanes, clock, keys, signatures) : opener;
    opener = made;
    return made;
  }

  /** What one configuration is loaded with. */
  private record Load(
      Settings settings,
      int daemonUser,
      Collection<Problem> problems,
      Map<Trust, TrustingClient> http) {}

  @Override
  public Map<String, Provider> load(
      Settings settings,
      Map<String, TokenProvider> served,
      int daemonUser,
      Collection<Problem> problems) {
    Load load = new Load(settings, daemonUser, problems, new HashMap<>());
    Map<String, Provider> loaded = new TreeMap<>();
    new TreeMap<>(settings.oauth().usable())
        .forEach(
            (name, one) ->
                access(one, load).ifPresent(access -> loaded.put(name, logins(one, access))));
    new TreeMap<>(settings.oauth().clients())
        .forEach(
            (name, one) ->
                access(one.service(), load)
                    .ifPresent(access -> loaded.put(name, client(one, access, load))));
    return loaded;
  }

  private Optional<Access> access(OAuthSettings one, Load load) {
    TrustingClient http = load.http().computeIfAbsent(one.trust(), TrustingClient::new);
    return opener()
        .open(one, http, load.settings().credentialDirectory(), load.daemonUser(), load.problems());
  }

  private OAuthProvider logins(OAuthSettings one, Access access) {
    RefreshIssuer issuer =
        new RefreshIssuer(
            access.endpoint(),
            access.client(),
            access.logins(),
            one.exchange().map(bound -> new Allowance(bound.scopes(), bound.audiences())));
    return new OAuthProvider(
        one, access.proof(), issuer, new LaneIssuer<>(issuer, access.lane(), clock));
  }

  private ClientProvider client(ClientSettings one, Access access, Load load) {
    GroupSettings groups = one.rights().groups();
    Rights rights =
        new Rights(
            one.rights(),
            groupMap(groups, load.problems()),
            groups.system() ? Optional.of(host.accounts()) : Optional.empty());
    Rights.Context context =
        new Rights.Context(
            new ScopeExpressions(expressions),
            new Freshness(load.settings().pullInterval().value()).shortestLifetime());
    return new ClientProvider(
        one, new Rights.InForce(rights, context), new ClientAsking(one, access, clock));
  }

  private Optional<GroupMap> groupMap(GroupSettings groups, Collection<Problem> problems) {
    if (groups.mapFile().isEmpty()) {
      return Optional.of(GroupMap.EMPTY);
    }
    GroupMapReading reading = GroupMapReading.read(host, groups.mapFile().get());
    problems.addAll(reading.problems());
    return reading.map();
  }
}
