package org.credmint.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.KnobReader.Found;
import org.credmint.config.Problem.Severity;
import org.credmint.config.Values.Converter;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;

/** Reads the knobs of one provider: its own first, then those that hold for all, then defaults. */
final class ProviderReader {
  /** The largest of HTCondor's own integers, and 68 years. */
  private static final long LONGEST_LIFETIME_SECONDS = Integer.MAX_VALUE;

  private static final long LONGEST_BACKDATING_SECONDS = 3600;

  private final String provider;
  private final KnobReader knobs;
  private final String fullHostname;
  private final List<Problem> problems = new ArrayList<>();

  ProviderReader(String provider, KnobReader knobs, String fullHostname) {
    this.provider = provider;
    this.knobs = knobs;
    this.fullHostname = fullHostname;
  }

  /** What was found wrong by {@link #read}. */
  List<Problem> problems() {
    return problems;
  }

  /** The provider, or empty where a problem disables it. */
  Optional<ProviderSettings> read() {
    Optional<Path> privateKey = value(Knob.PRIVATE_KEY, Values::file);
    Optional<Path> publicKey = publicKey(privateKey);
    Optional<String> keyId = value(Knob.KEY_ID, Values::keyId);
    Optional<SigningAlgorithm> algorithm = value(Knob.PRIVATE_KEY_ALGORITHM, Values::algorithm);
    Optional<String> issuer = issuer();
    Scoping scoping = readScoping();
    Optional<Duration> lifetime =
        value(Knob.TOKEN_LIFETIME, Values.seconds(1, LONGEST_LIFETIME_SECONDS));
    Optional<Boolean> json = value(Knob.TOKEN_USE_JSON, Values::bool);
    List<String> audiences = value(Knob.TOKEN_AUDIENCE, Values::audiences).orElse(List.of());
    Optional<TokenProfile> profile = value(Knob.TOKEN_VERSION, Values::profile);
    Optional<Duration> backdating =
        value(Knob.NBF_BACKDATE, Values.seconds(0, LONGEST_BACKDATING_SECONDS));
    profile.ifPresent(known -> checkAudiences(known, audiences));
    if (isDisabled()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProviderSettings(
            provider,
            privateKey.orElseThrow(),
            publicKey.orElseThrow(),
            keyId.orElseThrow(),
            algorithm.orElseThrow(),
            issuer.orElseThrow(),
            scoping.scopes().orElseThrow(),
            scoping.expression(),
            scoping.groupScopes(),
            scoping.groupMapFile(),
            scoping.requiredGroup(),
            lifetime.orElseThrow(),
            json.orElseThrow(),
            audiences,
            profile.orElseThrow(),
            backdating.orElseThrow()));
  }

  private record Scoping(
      Optional<ScopeTemplate> scopes,
      Optional<String> expression,
      Optional<ScopeTemplate> groupScopes,
      Optional<Path> groupMapFile,
      Optional<String> requiredGroup) {}

  private Scoping readScoping() {
    Scoping scoping =
        new Scoping(
            value(Knob.AUTHZ_TEMPLATE, template("username")),
            value(Knob.AUTHZ_TEMPLATE_EXPR, text -> text),
            value(Knob.AUTHZ_GROUP_TEMPLATE, template("groupname")),
            value(Knob.AUTHZ_GROUP_MAPFILE, Values::file),
            value(Knob.AUTHZ_GROUP_REQUIREMENT, text -> text));
    if (knobs.find(Knob.AUTHZ_GROUP_MAPFILE, provider).isEmpty()) {
      checkWithoutMapFile();
    }
    return scoping;
  }

  private static Converter<ScopeTemplate> template(String place) {
    return text -> {
      try {
        return ScopeTemplate.parse(text, Set.of(place));
      } catch (ScopeTemplate.InvalidTemplate e) {
        throw new BadValue(
            String.valueOf(e.getMessage()),
            "write scopes such as read:/data/{" + place + "}, separated by blanks");
      }
    };
  }

  private void checkWithoutMapFile() {
    knobs
        .find(Knob.AUTHZ_GROUP_REQUIREMENT, provider)
        .ifPresent(
            found ->
                report(
                    Severity.DISABLES_PROVIDER,
                    found,
                    "asks for a group, but no file says who is in it",
                    "set " + Knob.AUTHZ_GROUP_MAPFILE.generalName()));
    knobs
        .find(Knob.AUTHZ_GROUP_TEMPLATE, provider)
        .ifPresent(
            found ->
                report(
                    Severity.WARNING,
                    found,
                    "gives scopes to groups, but no file says who is in them, so nobody gets them",
                    "set " + Knob.AUTHZ_GROUP_MAPFILE.generalName()));
  }

  /** As the stock monitor: its own, the general one, or https and this host's name. */
  private Optional<String> issuer() {
    Optional<Found> set = knobs.find(Knob.ISSUER, provider);
    Found found =
        set.orElseGet(() -> new Found(Knob.ISSUER.generalName(), "https://" + hostname()));
    Optional<String> issuer = convert(found, Values::issuer);
    if (issuer.isPresent() && issuer.get().endsWith("/")) {
      report(
          Severity.WARNING,
          found,
          "ends in a slash, and readers compare issuers character by character",
          "make sure that the published metadata has the slash too, or drop it");
    }
    return issuer;
  }

  private String hostname() {
    return knobs.find("FULL_HOSTNAME").map(Found::value).orElse(fullHostname);
  }

  /**
   * The stock monitor has one public key for all providers. A provider with a private key of its
   * own gets a public key of its own beside it, so that the general one is never taken for it.
   */
  private Optional<Path> publicKey(Optional<Path> privateKey) {
    boolean ownPublicKey = knobs.findOwn(Knob.PUBLIC_KEY, provider).isPresent();
    boolean ownPrivateKey = knobs.findOwn(Knob.PRIVATE_KEY, provider).isPresent();
    if (ownPrivateKey && !ownPublicKey) {
      return privateKey.map(ProviderReader::beside);
    }
    return value(Knob.PUBLIC_KEY, Values::file);
  }

  /**
   * {@code x-private.pem} has {@code x.pem} beside it, any other {@code x.pem} has {@code
   * x-public.pem}.
   */
  private static Path beside(Path privateKey) {
    String name = String.valueOf(privateKey.getFileName());
    if (name.contains("-private")) {
      return privateKey.resolveSibling(name.replace("-private", ""));
    }
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return privateKey.resolveSibling(stem + "-public" + name.substring(stem.length()));
  }

  private void checkAudiences(TokenProfile profile, List<String> audiences) {
    if (audiences.isEmpty() && profile.needsAudience()) {
      boolean stockRefuses = profile == TokenProfile.SCITOKENS_2;
      report(
          stockRefuses ? Severity.DISABLES_PROVIDER : Severity.WARNING,
          new Found(Knob.TOKEN_AUDIENCE.nameFor(provider), ""),
          "is not set, and readers refuse a token of this version that names no audience",
          "name the services that take the token, separated by blanks");
    }
    knobs
        .find(Knob.TOKEN_AUDIENCE, provider)
        .filter(found -> found.value().contains(","))
        .ifPresent(
            found ->
                report(
                    Severity.WARNING,
                    found,
                    "holds a comma, which is taken as part of the audience",
                    "separate audiences by blanks"));
  }

  private <T> Optional<T> value(Knob knob, Converter<T> converter) {
    return knobs
        .find(knob, provider)
        .or(() -> KnobReader.defaultOf(knob))
        .flatMap(found -> convert(found, converter));
  }

  private <T> Optional<T> convert(Found found, Converter<T> converter) {
    try {
      return Optional.of(converter.convert(found.value()));
    } catch (BadValue e) {
      report(Severity.DISABLES_PROVIDER, found, e.reason(), e.fix());
      return Optional.empty();
    }
  }

  private void report(Severity severity, Found found, String reason, String fix) {
    problems.add(
        new Problem(
            severity,
            Optional.of(provider),
            found.knob(),
            Values.shown(found.value()),
            reason,
            fix));
  }

  private boolean isDisabled() {
    return problems.stream().anyMatch(p -> p.severity() == Severity.DISABLES_PROVIDER);
  }
}
