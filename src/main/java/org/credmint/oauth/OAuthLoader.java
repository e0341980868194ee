// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.config.oauth.OAuthSettings;
import org.credmint.config.oauth.OAuthSettings.Method;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.credmint.credential.CredentialId;
import org.credmint.issue.lane.Lane;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.oauth.Fingerprint;
import org.credmint.issue.oauth.IssuerPace;
import org.credmint.issue.oauth.LoginFiles;
import org.credmint.issue.oauth.OAuthClient;
import org.credmint.issue.oauth.PacedCalls;
import org.credmint.issue.oauth.RefreshIssuer;
import org.credmint.issue.oauth.TrustingClient;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.provider.TokenProvider;
import org.credmint.secret.Secret;

/** Makes providers of the OAuth2 services of a configuration. Safe for several threads. */
public final class OAuthLoader implements ConfigurationLoader.OtherKinds {
  /** Issuers have been seen to take 20 s. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(45);

  /** The same, and the time to store a rotated refresh token. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

  private static final int CALLS_AT_ONCE = 4;

  private final Host host;
  private final Lanes lanes;
  private final InstantSource clock;
  private final Map<Path, LoginFiles> logins = new ConcurrentHashMap<>();

  /** Of each issuer, whichever services it has. */
  private final Map<String, IssuerPace> paces = new ConcurrentHashMap<>();

  /**
   * A loader.
   *
   * @param lanes where issuers are asked
   * @param clock tells the time at which they are
   */
  public OAuthLoader(Host host, Lanes lanes, InstantSource clock) {
    this.host = host;
    this.lanes = lanes;
    this.clock = clock;
  }

  @Override
  public Map<String, Provider> load(
      Settings settings,
      Map<String, TokenProvider> served,
      int daemonUser,
      Collection<Problem> problems) {
    Map<Trust, Supplier<HttpClient>> clients = new HashMap<>();
    Map<String, Provider> loaded = new TreeMap<>();
    new TreeMap<>(settings.oauth().usable())
        .forEach(
            (name, one) -> {
              Supplier<HttpClient> http = clients.computeIfAbsent(one.trust(), TrustingClient::new);
              provider(one, http, settings.credentialDirectory(), problems)
                  .ifPresent(provider -> loaded.put(name, provider));
            });
    return loaded;
  }

  private Optional<OAuthProvider> provider(
      OAuthSettings one, Supplier<HttpClient> http, Path directory, Collection<Problem> problems) {
    Optional<Secret> secret =
        one.secretFile()
            .flatMap(file -> new ClientSecretFile(host, one.name(), file).read(problems));
    if (one.secretFile().isPresent() && secret.isEmpty()) {
      return Optional.empty();
    }
    LoginFiles files = logins.computeIfAbsent(directory, path -> new LoginFiles(host, path));
    OAuthClient client =
        new OAuthClient(one.clientId(), secret, one.method() == Method.CLIENT_SECRET_BASIC);
    String issuerHost = one.tokenUrl().getAuthority();
    IssuerPace pace = paces.computeIfAbsent(issuerHost, any -> new IssuerPace());
    RefreshIssuer issuer =
        new RefreshIssuer(one.tokenUrl(), client, files, http, ANSWER_LIMIT, pace, clock);
    Lane lane = lanes.of(issuerHost, told -> lane(issuerHost, pace, files, told));
    return Optional.of(
        new OAuthProvider(
            one,
            secret.map(known -> known.expose(Fingerprint::of)).orElse(""),
            issuer,
            new LaneIssuer<>(issuer, lane, clock)));
  }

  private Lane lane(
      String issuerHost, IssuerPace pace, LoginFiles files, Consumer<CredentialId> told) {
    PacedCalls calls = new PacedCalls(issuerHost, CALLS_AT_ONCE, pace, clock);
    return new Lane(issuerHost, calls, CALL_LIMIT, files, told);
  }
}
