// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.StandingSettings.Delivery;
import org.credmint.issue.idtoken.IdTokenIssuer;
import org.credmint.issue.idtoken.TokenKeys;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.KeyFiles;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.provider.TokenProvider;
import org.jspecify.annotations.Nullable;

/** Makes providers of the standing credentials of a configuration. Safe for several threads. */
public final class StandingLoader implements ConfigurationLoader.OtherKinds {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final int SERIAL_BITS = 128;
  private static final int ROOT = 0;

  private final Host host;
  private final Optional<SecureRandom> keyRandom;
  private final SecureRandom serialRandom = new SecureRandom();
  private final Map<PasswordFiles, TokenKeys> keys = new ConcurrentHashMap<>();
  private final SignatureProvider signatureProvider;
  private final InstantSource clock;
  private final Lanes lanes;
  private @Nullable ProxyLoader proxies;
  private @Nullable CarriedLoader carried;

  /**
   * A loader.
   *
   * @param keyRandom for keys that are made where they are missing; empty to make none
   * @param signatureProvider makes the keys of proxies
   * @param clock tells when certificates are judged
   * @param lanes where programs are waited for
   */
  public StandingLoader(
      Host host,
      Optional<SecureRandom> keyRandom,
      SignatureProvider signatureProvider,
      InstantSource clock,
      Lanes lanes) {
    this.lanes = lanes;
    this.host = host;
    this.keyRandom = keyRandom;
    this.signatureProvider = signatureProvider;
    this.clock = clock;
  }

  @Override
  public Map<String, Provider> load(
      Settings settings,
      Map<String, TokenProvider> served,
      int daemonUser,
      Collection<Problem> problems) {
    return loadWith(settings, new HashMap<>(served), daemonUser, problems);
  }

  /**
   * The same where tokens of remote issuers can be kept too.
   *
   * @param served all providers that are no standing credentials
   */
  public Map<String, Provider> loadWith(
      Settings settings,
      Map<String, Provider> served,
      int daemonUser,
      Collection<Problem> problems) {
    keys.values().forEach(TokenKeys::refresh);
    refreshProxies(settings);
    Map<String, Provider> loaded = new TreeMap<>();
    new TreeMap<>(settings.standing().usable())
        .forEach(
            (name, one) -> {
              Optional<StandingMaker> maker = maker(one, settings, served, daemonUser, problems);
              Optional<Placement> placement = placement(one, settings, daemonUser, problems);
              if (maker.isPresent() && placement.isPresent()) {
                loaded.put(
                    name,
                    new StandingProvider(
                        one, settings.standing().rights(name), maker.get(), placement.get()));
              }
            });
    return loaded;
  }

  private Optional<StandingMaker> maker(
      StandingSettings one,
      Settings settings,
      Map<String, Provider> served,
      int daemonUser,
      Collection<Problem> problems) {
    if (one.content() instanceof Content.IdToken content) {
      TokenKeys own =
          keys.computeIfAbsent(
              content.files(),
              files -> new TokenKeys(files, new KeyFiles(host, daemonUser), keyRandom));
      return content.key().isLiteral() && !isUsable(one, content, own, problems)
          ? Optional.empty()
          : Optional.of(new IdTokenMaker(one, content, own, new IdTokenIssuer(own, this::serial)));
    }
    if (one.content() instanceof Content.Carried content) {
      Path directory = settings.credentialDirectory();
      return carried().load(one, content, directory, daemonUser, problems);
    }
    if (!(one.content() instanceof Content.SciToken content)) {
      return proxies().load(one, ((Content.Proxy) one.content()).settings(), daemonUser, problems);
    }
    return TargetTokens.of(one, content, served, problems)
        .map(tokens -> new SciTokenMaker(one, content, tokens));
  }

  private synchronized CarriedLoader carried() {
    if (carried == null) {
      carried = new CarriedLoader(host, lanes, clock);
    }
    return carried;
  }

  private synchronized ProxyLoader proxies() {
    if (proxies == null) {
      proxies = new ProxyLoader(host, signatureProvider, clock, lanes);
    }
    return proxies;
  }

  private synchronized void refreshProxies(Settings settings) {
    if (proxies != null) {
      Map<String, StandingSettings> declared = new HashMap<>(settings.standing().usable());
      declared.values().removeIf(one -> !(one.content() instanceof Content.Proxy));
      proxies.refresh(declared.keySet());
    }
  }

  /** A key of the configuration; keys of targets are opened with the targets. */
  private boolean isUsable(
      StandingSettings one, Content.IdToken content, TokenKeys own, Collection<Problem> problems) {
    TokenKeys.Answer answer = own.open(content.key().text());
    if (answer instanceof TokenKeys.Answer.Refused refused) {
      problems.add(
          problem(
              one,
              StandingKnob.KEY,
              content.key().text(),
              "key file " + refused.file() + ": " + refused.reason(),
              refused.fix()));
      return false;
    }
    return true;
  }

  /** As HTCondor writes a {@code jti}: 32 hexadecimal digits. */
  private String serial() {
    return "%032x".formatted(new BigInteger(SERIAL_BITS, serialRandom));
  }

  private Optional<Placement> placement(
      StandingSettings one, Settings settings, int daemonUser, Collection<Problem> problems) {
    int before = problems.size();
    OptionalInt uid = OptionalInt.empty();
    OptionalInt gid = OptionalInt.empty();
    if (one.delivery() instanceof Delivery.ToFile export) {
      if (export.owner().isPresent()) {
        uid = account(one, StandingKnob.OWNER, export.owner().get(), problems);
      }
      if (export.group().isPresent()) {
        gid = group(one, export.group().get(), problems);
      }
    } else if (one.delivery() instanceof Delivery.ToUser user) {
      uid = account(one, StandingKnob.USER, user.user(), problems);
    }
    Set<Integer> trusted = new HashSet<>(List.of(ROOT, daemonUser, host.identity().uid()));
    uid.ifPresent(trusted::add);
    List<Path> closed = new ArrayList<>(List.of(settings.credentialDirectory()));
    if (one.content() instanceof Content.IdToken content) {
      closed.add(content.files().directory());
    }
    Duration fetch =
        one.delivery() instanceof Delivery.ToUser ? settings.pullInterval().value() : Duration.ZERO;
    return problems.size() > before
        ? Optional.empty()
        : Optional.of(new Placement(uid, gid, trusted, closed, fetch));
  }

  private OptionalInt account(
      StandingSettings one, StandingKnob knob, String name, Collection<Problem> problems) {
    OptionalInt found = idOf(name, host.identity()::userId);
    if (found.isEmpty()) {
      String fix = "create the account, or name another; then run condor_reconfig";
      problems.add(problem(one, knob, name, "is not an account of this machine", fix));
    }
    return found;
  }

  private OptionalInt group(StandingSettings one, String name, Collection<Problem> problems) {
    OptionalInt found = idOf(name, host.identity()::groupId);
    if (found.isEmpty()) {
      String fix = "create the group, or name another; then run condor_reconfig";
      String reason = "is not a group of this machine";
      problems.add(problem(one, StandingKnob.GROUP, name, reason, fix));
    }
    return found;
  }

  private static OptionalInt idOf(String name, Function<String, OptionalInt> database) {
    if (NUMBER.matcher(name).matches() && Long.parseLong(name) <= Integer.MAX_VALUE) {
      return OptionalInt.of(Integer.parseInt(name));
    }
    return database.apply(name);
  }

  private static Problem problem(
      StandingSettings one, StandingKnob knob, String value, String reason, String fix) {
    return Problem.ofProvider(one.name(), knob.nameFor(one.name()), value, reason, fix);
  }
}
