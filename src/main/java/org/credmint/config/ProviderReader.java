package org.credmint.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.KnobReader.Found;
import org.credmint.config.ScopingReader.Scoping;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;

/** Reads the knobs of one provider: its own first, then those that hold for all, then defaults. */
final class ProviderReader {
  /** The largest of HTCondor's own integers, and 68 years. */
  private static final long LONGEST_LIFETIME_SECONDS = Integer.MAX_VALUE;

  /** A clock that is further behind than this is broken. */
  private static final long LONGEST_BACKDATING_SECONDS = 3600;

  private final ProviderKnobs knobs;
  private final String fullHostname;

  ProviderReader(ProviderKnobs knobs, String fullHostname) {
    this.knobs = knobs;
    this.fullHostname = fullHostname;
  }

  private record Key(
      Optional<Path> privateKey,
      Optional<Path> publicKey,
      Optional<String> id,
      Optional<SigningAlgorithm> algorithm) {}

  private record Token(
      Optional<Duration> lifetime,
      Optional<Boolean> json,
      List<String> audiences,
      Optional<TokenProfile> profile,
      Optional<Duration> backdating) {}

  /** The provider, or empty where a problem disables it. */
  Optional<ProviderSettings> read() {
    Key key = key();
    Optional<String> issuer = issuer();
    Scoping scoping = new ScopingReader(knobs).read();
    Token token = token();
    return knobs.isDisabled()
        ? Optional.empty()
        : Optional.of(assemble(key, issuer.orElseThrow(), scoping, token));
  }

  private ProviderSettings assemble(Key key, String issuer, Scoping scoping, Token token) {
    return new ProviderSettings(
        knobs.provider(),
        key.privateKey().orElseThrow(),
        key.publicKey().orElseThrow(),
        key.id().orElseThrow(),
        key.algorithm().orElseThrow(),
        issuer,
        scoping.scopes().orElseThrow(),
        scoping.expression(),
        scoping.groupScopes(),
        scoping.groupMapFile(),
        scoping.requiredGroup(),
        token.lifetime().orElseThrow(),
        token.json().orElseThrow(),
        token.audiences(),
        token.profile().orElseThrow(),
        token.backdating().orElseThrow());
  }

  private Key key() {
    Optional<Path> privateKey = knobs.value(Knob.PRIVATE_KEY, Values::file);
    Optional<Path> publicKey = publicKey(privateKey);
    if (publicKey.isPresent() && publicKey.equals(privateKey)) {
      knobs.disable(
          new Found(Knob.PUBLIC_KEY.nameFor(knobs.provider()), publicKey.get().toString()),
          "is the private key's file",
          "name another file");
    }
    return new Key(
        privateKey,
        publicKey,
        knobs.value(Knob.KEY_ID, Values::keyId),
        knobs.value(Knob.PRIVATE_KEY_ALGORITHM, Values::algorithm));
  }

  /**
   * The stock monitor has one public key for all providers. A provider with a private key of its
   * own gets a public key of its own beside it, so that the general one is never taken for it.
   */
  private Optional<Path> publicKey(Optional<Path> privateKey) {
    return knobs.hasOwn(Knob.PRIVATE_KEY) && !knobs.hasOwn(Knob.PUBLIC_KEY)
        ? privateKey.map(ProviderReader::beside)
        : knobs.value(Knob.PUBLIC_KEY, Values::file);
  }

  /** Beside {@code x-private.pem} lies {@code x.pem}, beside {@code x.pem} {@code x-public.pem}. */
  private static Path beside(Path privateKey) {
    String name = String.valueOf(privateKey.getFileName());
    if (name.contains("-private")) {
      return privateKey.resolveSibling(name.replace("-private", ""));
    }
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return privateKey.resolveSibling(stem + "-public" + name.substring(stem.length()));
  }

  /** As the stock monitor: its own, the general one, or https and this host's name. */
  private Optional<String> issuer() {
    String host = knobs.find("FULL_HOSTNAME").orElse(fullHostname);
    Found found =
        knobs
            .find(Knob.ISSUER)
            .orElseGet(() -> new Found(Knob.ISSUER.generalName(), "https://" + host));
    Optional<String> issuer = knobs.convert(found, Values::issuer);
    if (issuer.isPresent() && issuer.get().endsWith("/")) {
      knobs.warn(
          found,
          "ends in a slash, and readers compare issuers character by character",
          "make sure that the published metadata has the slash too, or drop it");
    }
    return issuer;
  }

  private Token token() {
    Token token =
        new Token(
            knobs.value(Knob.TOKEN_LIFETIME, Values.seconds(1, LONGEST_LIFETIME_SECONDS)),
            knobs.value(Knob.TOKEN_USE_JSON, Values::bool),
            knobs.value(Knob.TOKEN_AUDIENCE, Values::audiences).orElse(List.of()),
            knobs.value(Knob.TOKEN_VERSION, Values::profile),
            knobs.value(Knob.NBF_BACKDATE, Values.seconds(0, LONGEST_BACKDATING_SECONDS)));
    if (token.audiences().isEmpty()) {
      token.profile().ifPresent(this::reportMissingAudience);
    }
    knobs
        .find(Knob.TOKEN_AUDIENCE)
        .filter(found -> found.value().contains(","))
        .ifPresent(
            found ->
                knobs.warn(
                    found,
                    "holds a comma, which is taken for a part of the audience",
                    "separate audiences by blanks"));
    return token;
  }

  /**
   * The stock monitor issues no scitoken:2.0 without an audience, but it does issue wlcg tokens.
   */
  private void reportMissingAudience(TokenProfile profile) {
    Found missing = new Found(Knob.TOKEN_AUDIENCE.generalName(), "");
    String reason = "is not set, and readers refuse a token of this version without an audience";
    String fix = "name the services that shall take the token, separated by blanks";
    if (profile == TokenProfile.SCITOKENS_2) {
      knobs.disable(missing, reason, fix);
    } else if (profile.needsAudience()) {
      knobs.warn(missing, reason, fix);
    }
  }
}
