// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.config.knob.Problem;
import org.credmint.config.oauth.OAuthSettings;
import org.credmint.config.oauth.OAuthSettings.Method;
import org.credmint.config.provider.KeySettings;
import org.credmint.credential.CredentialId;
import org.credmint.issue.endpoint.ClientKey;
import org.credmint.issue.endpoint.Fingerprint;
import org.credmint.issue.endpoint.IssuerPace;
import org.credmint.issue.endpoint.OAuthClient;
import org.credmint.issue.endpoint.PacedCalls;
import org.credmint.issue.endpoint.TokenEndpoint;
import org.credmint.issue.endpoint.TokenUrl;
import org.credmint.issue.endpoint.TrustingClient;
import org.credmint.issue.lane.Lane;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.oauth.LoginFiles;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.secret.Secret;

/**
 * Opens what remote issuers are asked with. What is shared by all that ask one issuer stays from
 * one configuration to the next. Safe for several threads.
 */
final class AccessOpener {
  /** Issuers have been seen to take 20 s. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(45);

  /** The same, and the time to store a rotated refresh token. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

  private static final int CALLS_AT_ONCE = 4;

  private final Host host;
  private final Lanes lanes;
  private final InstantSource clock;
  private final KeySource keys;
  private final SignatureProvider signatures;
  private final Map<Path, LoginFiles> logins = new ConcurrentHashMap<>();

  /** Of each issuer, whichever services it has. */
  private final Map<String, IssuerPace> paces = new ConcurrentHashMap<>();

  /** Of each issuer and whom it was trusted by. */
  private final Map<String, TokenUrl> urls = new ConcurrentHashMap<>();

  AccessOpener(
      Host host, Lanes lanes, InstantSource clock, KeySource keys, SignatureProvider signatures) {
    this.host = host;
    this.lanes = lanes;
    this.clock = clock;
    this.keys = keys;
    this.signatures = signatures;
  }

  /**
   * Opens what one service is asked with; empty where it cannot be, which is a problem.
   *
   * @param http knows whom to trust
   * @param directory the credential directory
   */
  Optional<Access> open(
      OAuthSettings one,
      TrustingClient http,
      Path directory,
      int daemonUser,
      Collection<Problem> problems) {
    Optional<OAuthClient> client = client(one, daemonUser, problems);
    http.problem().ifPresent(reason -> problems.add(untrusted(one, reason)));
    if (http.problem().isPresent() || client.isEmpty()) {
      return Optional.empty();
    }
    LoginFiles files = logins.computeIfAbsent(directory, path -> new LoginFiles(host, path));
    String issuerHost = one.location().url().getAuthority();
    IssuerPace pace = paces.computeIfAbsent(issuerHost, any -> new IssuerPace());
    TokenUrl url = url(one.location(), http.fingerprint());
    return Optional.of(
        new Access(
            client.get(),
            new TokenEndpoint(url, http, ANSWER_LIMIT, pace, clock),
            lanes.of(issuerHost, told -> lane(issuerHost, pace, files, told)),
            files,
            proof(client.get()) + http.fingerprint()));
  }

  private TokenUrl url(OAuthSettings.Location location, String trust) {
    if (location.tokenUrl().isPresent()) {
      return TokenUrl.of(location.tokenUrl().get());
    }
    URI issuer = location.issuer().orElseThrow();
    return urls.computeIfAbsent(
        String.join(" ", issuer.toString(), location.metadataLifetime().toString(), trust),
        any -> TokenUrl.ofIssuer(issuer, location.metadataLifetime()));
  }

  private Optional<OAuthClient> client(
      OAuthSettings one, int daemonUser, Collection<Problem> problems) {
    if (one.key().isPresent()) {
      return key(one, one.key().get(), daemonUser, problems)
          .map(key -> new OAuthClient(one.clientId(), Optional.empty(), false, Optional.of(key)));
    }
    Optional<Secret> secret =
        one.secretFile().flatMap(file -> new ClientSecretFile(host, one, file).read(problems));
    return one.secretFile().isPresent() && secret.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OAuthClient(one.clientId(), secret, one.method() == Method.CLIENT_SECRET_BASIC));
  }

  private Optional<ClientKey> key(
      OAuthSettings one, KeySettings settings, int daemonUser, Collection<Problem> problems) {
    KeyLoadResult found = keys.open(one.name(), settings, daemonUser, false);
    if (found instanceof KeyLoadResult.Loaded loaded) {
      problems.addAll(loaded.warnings());
      return Optional.of(
          new ClientKey(
              loaded.key(), settings.id(), signatures, () -> UUID.randomUUID().toString()));
    }
    problems.add(
        found instanceof KeyLoadResult.Refused refused
            ? refused.problem()
            : Problem.ofProvider(
                one.name(),
                settings.privateKey().toString(),
                "",
                "does not exist",
                "put the client's private key there, owned by root, mode 0600"));
    return Optional.empty();
  }

  private static String proof(OAuthClient client) {
    return client.secret().map(known -> known.expose(Fingerprint::of)).orElse("")
        + client.key().map(one -> one.key().thumbprint()).orElse("");
  }

  /** Not served rather than shown to whomever some other authority vouches for. */
  private static Problem untrusted(OAuthSettings one, String reason) {
    String paths =
        Stream.of(one.trust().file(), one.trust().directory())
            .flatMap(Optional::stream)
            .map(Path::toString)
            .collect(Collectors.joining(", "));
    return Problem.ofProvider(
        one.name(),
        "AUTH_SSL_CLIENT_CAFILE, AUTH_SSL_CLIENT_CADIR",
        paths,
        reason,
        "correct them, or unset both to trust the authorities that the Java runtime trusts");
  }

  private Lane lane(
      String issuerHost, IssuerPace pace, LoginFiles files, Consumer<CredentialId> told) {
    PacedCalls calls = new PacedCalls(issuerHost, CALLS_AT_ONCE, pace, clock);
    return new Lane(issuerHost, calls, CALL_LIMIT, files, told);
  }
}
