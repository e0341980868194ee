// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.credmint.config.knob.Problem;
import org.credmint.config.proxy.ProxySettings;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.issue.Issuer;
import org.credmint.issue.lane.Lane;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.issue.lane.Lanes;
import org.credmint.issue.proxy.ProxyIssuer;
import org.credmint.issue.proxy.ProxyPlan;
import org.credmint.issue.proxy.ProxySigner;
import org.credmint.issue.proxy.ProxySource;
import org.credmint.issue.proxy.ProxySource.Answer;
import org.credmint.key.KeyFiles;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;

/**
 * Makes the makers of X.509 proxies. It is made when the first is configured, so that a daemon
 * without any loads none of its classes. Safe for use by several threads.
 */
final class ProxyLoader {
  /** Time enough to get a new certificate from an authority. */
  private static final Duration SOON = Duration.ofDays(14);

  private static final String LANE = "RSA keys of proxies";

  /** A thousand times what one takes. */
  private static final Duration LONGEST_MAKING = Duration.ofSeconds(60);

  private final Host host;
  private final SignatureProvider keys;
  private final InstantSource clock;
  private final Lanes lanes;
  private final SecureRandom random = new SecureRandom();

  /** By the name of the credential: each has its own, so that messages name its knobs. */
  private final Map<String, ProxySource> sources = new ConcurrentHashMap<>();

  ProxyLoader(Host host, SignatureProvider keys, InstantSource clock, Lanes lanes) {
    this.host = host;
    this.lanes = lanes;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Has all certificates checked again, and forgets the keys of the other credentials.
   *
   * @param declared the names of those that are configured
   */
  void refresh(Set<String> declared) {
    sources.keySet().retainAll(declared);
    sources.values().forEach(ProxySource::refresh);
  }

  /** The names of the credentials whose certificates and keys it holds. */
  Set<String> held() {
    return Set.copyOf(sources.keySet());
  }

  /** A maker; empty where the certificate cannot be used, which is reported. */
  Optional<StandingMaker> load(
      StandingSettings one, ProxySettings content, int daemonUser, Collection<Problem> problems) {
    ProxySource source =
        sources.compute(
            one.name(),
            (name, known) ->
                known != null && known.settings().equals(content.source())
                    ? known
                    : new ProxySource(
                        content.source(), new KeyFiles(host, daemonUser), clock, name));
    Answer answer = source.open();
    if (answer instanceof Answer.Refused refused) {
      problems.add(unusable(one, content.source(), refused));
      return Optional.empty();
    }
    ProxySigner signer = ((Answer.Usable) answer).signer();
    warnOfEnd(one, content.source(), signer, problems);
    warnOfLifetime(one, content, problems);
    ProxyIssuer issuer = new ProxyIssuer(source, keys, random);
    return Optional.of(
        new ProxyMaker(one, content, issuer, placed(issuer, content), signer, source.generation()));
  }

  /** An RSA key takes so long that hundreds of them would delay everybody else. */
  private Issuer<ProxyPlan> placed(ProxyIssuer issuer, ProxySettings content) {
    if (!content.keyType().algorithm().equals("RSA")) {
      return issuer;
    }
    Lane.Successors none = (id, successor) -> Optional.empty();
    Lane lane = lanes.of(LANE, told -> new Lane(LANE, 1, LONGEST_MAKING, none, told));
    return new LaneIssuer<>(issuer, lane, clock);
  }

  private static Problem unusable(
      StandingSettings one, ProxySettings.Source source, Answer.Refused refused) {
    boolean isCertificate = refused.file().equals(source.certificate());
    StandingKnob knob =
        isCertificate ? StandingKnob.CERTIFICATE_FILE : StandingKnob.PRIVATE_KEY_FILE;
    return Problem.ofProvider(
        one.name(),
        knob.nameFor(one.name()),
        refused.file().toString(),
        refused.reason(),
        refused.fix());
  }

  private void warnOfEnd(
      StandingSettings one,
      ProxySettings.Source source,
      ProxySigner signer,
      Collection<Problem> problems) {
    Instant end = signer.end();
    Instant now = clock.instant();
    if (end.isBefore(now.plus(SOON)) || end.isBefore(now.plus(one.lifetime()))) {
      problems.add(
          warning(
              one,
              StandingKnob.CERTIFICATE_FILE,
              source.certificate().toString(),
              "ends at %s, and with it every proxy that is made from it".formatted(end),
              "replace the certificate before"));
    }
  }

  private static void warnOfLifetime(
      StandingSettings one, ProxySettings content, Collection<Problem> problems) {
    ProxyFreshness freshness = ProxyFreshness.of(one, content.readers());
    if (!freshness.isMet()) {
      problems.add(
          warning(
              one,
              StandingKnob.TOKEN_LIFETIME,
              Long.toString(one.lifetime().toSeconds()),
              "jobs may hold expired proxies, because HTCondor looks at the file only every %d s (SHADOW_CHECKPROXY_INTERVAL, GRIDMANAGER_CHECKPROXY_INTERVAL)"
                  .formatted(content.readers().interval().toSeconds()),
              "set it to %d or more, or shorten these intervals"
                  .formatted(freshness.shortestLifetime().toSeconds())));
    }
  }

  private static Problem warning(
      StandingSettings one, StandingKnob knob, String value, String reason, String fix) {
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(one.name()),
        knob.nameFor(one.name()),
        value,
        reason,
        fix);
  }
}
