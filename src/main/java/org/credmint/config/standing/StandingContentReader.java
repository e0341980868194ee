// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.TargetTemplate.Part;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;
import org.credmint.htcondor.knob.Knobs;

/** Reads what a standing credential says besides its subject. */
final class StandingContentReader {
  /** HTCondor's authorization levels ({@code condor_perms.cpp}) that a token can name. */
  private static final Set<String> AUTHORIZATIONS =
      Set.of(
          "READ",
          "WRITE",
          "NEGOTIATOR",
          "ADMINISTRATOR",
          "CONFIG",
          "DAEMON",
          "ADVERTISE_STARTD",
          "ADVERTISE_SCHEDD",
          "ADVERTISE_MASTER");

  /** What no pilot needs. */
  private static final Set<String> NOT_FOR_PILOTS =
      Set.of("WRITE", "NEGOTIATOR", "ADMINISTRATOR", "CONFIG", "DAEMON", "ADVERTISE_SCHEDD");

  private static final List<StandingKnob> OF_PROXIES =
      List.of(
          StandingKnob.CERTIFICATE_FILE,
          StandingKnob.PRIVATE_KEY_FILE,
          StandingKnob.PRIVATE_KEY_PASSPHRASE_FILE,
          StandingKnob.X509_CERT_DIR,
          StandingKnob.PROXY_KEY_TYPE,
          StandingKnob.LIMITED,
          StandingKnob.PATH_LENGTH);

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final StandingKnobs own;
  private final Knobs knobs;
  private final Collection<String> providers;

  StandingContentReader(StandingKnobs own, Knobs knobs, Collection<String> providers) {
    this.own = own;
    this.knobs = knobs;
    this.providers = providers;
  }

  /** An IDTOKEN's content; empty where a knob is wrong. */
  Optional<Content> idToken(boolean isCallback) {
    OF_PROXIES.forEach(knob -> own.refuse(knob, "it is for X.509 proxies"));
    own.refuse(StandingKnob.PROVIDER, "an IDTOKEN is signed with a KEY");
    own.refuse(StandingKnob.AUDIENCE, "an IDTOKEN has no audience");
    own.refuse(StandingKnob.SCOPE, "an IDTOKEN has AUTHORIZATIONS");
    own.refuse(StandingKnob.FORM, "HTCondor reads IDTOKENs only if they are bare");
    Optional<TargetTemplate> key = own.value(StandingKnob.KEY, StandingContentReader::key);
    Optional<String> trustDomain = trustDomain();
    if (!isCallback && own.find(StandingKnob.AUTHORIZATIONS).isEmpty()) {
      own.disable(
          StandingKnob.AUTHORIZATIONS,
          "is not set, and an IDTOKEN without authorizations is not limited",
          "list what the credential may do, such as READ WRITE");
    }
    Optional<List<String>> authorizations =
        own.value(StandingKnob.AUTHORIZATIONS, StandingContentReader::authorizations);
    if (isCallback) {
      authorizations.ifPresent(this::warnOfPower);
    }
    return key.isPresent() && trustDomain.isPresent() && authorizations.isPresent()
        ? Optional.of(
            new Content.IdToken(
                key.get(), trustDomain.get(), authorizations.get(), PasswordFiles.of(knobs)))
        : Optional.empty();
  }

  /** The content of a token that a remote issuer gives; empty where a knob is wrong. */
  Optional<Content> remoteToken() {
    own.refuse(StandingKnob.SUBJECT_TEMPLATE, "the issuer decides on the subject");
    own.refuse(StandingKnob.TOKEN_LIFETIME, "the issuer decides on the lifetime");
    own.refuse(StandingKnob.MINIMUM_LIFETIME, "the issuer decides on the lifetime");
    return token("name a provider of CLIENT_CREDMON_PROVIDER_NAMES", true);
  }

  /** A SciToken's content; empty where a knob is wrong. */
  Optional<Content> sciToken() {
    return token("name a provider of LOCAL_CREDMON_PROVIDER_NAMES", false);
  }

  private Optional<Content> token(String providerFix, boolean remote) {
    OF_PROXIES.forEach(knob -> own.refuse(knob, "it is for X.509 proxies"));
    own.refuse(StandingKnob.KEY, "a SciToken is signed by a PROVIDER");
    own.refuse(StandingKnob.TRUST_DOMAIN, "a SciToken has the issuer of its PROVIDER");
    own.refuse(StandingKnob.AUTHORIZATIONS, "a SciToken has a SCOPE, such as condor:/READ");
    Optional<String> provider = own.required(StandingKnob.PROVIDER, providerFix, this::provider);
    Optional<List<TargetTemplate>> audience =
        own.value(StandingKnob.AUDIENCE, TargetTemplate::parseAll);
    Optional<List<TargetTemplate>> scope =
        own.required(
            StandingKnob.SCOPE,
            "write scopes such as storage.read:/{name}",
            StandingContentReader::scope);
    Optional<Boolean> json = own.value(StandingKnob.FORM, StandingContentReader::json);
    return provider.isPresent() && audience.isPresent() && scope.isPresent() && json.isPresent()
        ? Optional.of(
            new Content.SciToken(provider.get(), audience.get(), scope.get(), json.get(), remote))
        : Optional.empty();
  }

  private static TargetTemplate key(String text) throws InvalidKnobValueException {
    TargetTemplate key = TargetTemplate.parse(text);
    String fix = "write POOL, or a name such as site_{name}";
    for (Part part : key.parts()) {
      if (part instanceof Part.Literal literal && !KEY.matcher("k" + literal.text()).matches()) {
        throw new InvalidKnobValueException("cannot be the name of a key's file", fix);
      }
    }
    checkPrefix(key, fix);
    return key;
  }

  private static void checkPrefix(TargetTemplate key, String fix) throws InvalidKnobValueException {
    if (key.prefix().isEmpty()) {
      throw new InvalidKnobValueException(
          "begins with a variable, so that a target could choose any key", fix);
    }
    if (!KEY.matcher(key.prefix()).matches()) {
      throw new InvalidKnobValueException("cannot be the name of a key's file", fix);
    }
  }

  /** HTCondor takes no issuer with a blank or a comma ({@code condor_auth_passwd.cpp}). */
  private Optional<String> trustDomain() {
    Optional<String> set =
        own.find(StandingKnob.TRUST_DOMAIN)
            .map(found -> found.value())
            .or(() -> own.text("TRUST_DOMAIN"))
            .or(() -> own.text("UID_DOMAIN"));
    boolean usable =
        set.filter(text -> text.chars().noneMatch(c -> c <= ' ' || c == ',' || c > '~'))
            .isPresent();
    if (!usable) {
      own.disable(
          StandingKnob.TRUST_DOMAIN,
          set.isEmpty()
              ? "is not set, and neither is TRUST_DOMAIN"
              : "is %s, and HTCondor accepts no issuer with a blank or a comma"
                  .formatted(Values.shown(set.get())),
          "write the TRUST_DOMAIN of the pool that is to accept the token");
      return Optional.empty();
    }
    return set;
  }

  private static List<String> authorizations(String text) throws InvalidKnobValueException {
    List<String> all = Values.list(text.toUpperCase(Locale.ROOT)).stream().distinct().toList();
    List<String> unknown = all.stream().filter(one -> !AUTHORIZATIONS.contains(one)).toList();
    if (all.isEmpty() || !unknown.isEmpty()) {
      throw new InvalidKnobValueException(
          unknown.isEmpty()
              ? "contains no authorization"
              : "contains %s, which is not an authorization of HTCondor"
                  .formatted(Values.shown(String.join(" ", unknown))),
          "use some of " + AUTHORIZATIONS.stream().sorted().collect(Collectors.joining(" ")));
    }
    return all;
  }

  private void warnOfPower(List<String> authorizations) {
    List<String> more = authorizations.stream().filter(NOT_FOR_PILOTS::contains).toList();
    if (!more.isEmpty()) {
      own.warn(
          StandingKnob.AUTHORIZATIONS,
          "allows %s, which a pilot does not need".formatted(String.join(" ", more)),
          "write " + StandingKnob.AUTHORIZATIONS.defaultValue().orElse(""));
    }
  }

  private String provider(String text) throws InvalidKnobValueException {
    if (providers.contains(text)) {
      return text;
    }
    throw new InvalidKnobValueException(
        "is not a provider", "use one of " + String.join(" ", providers));
  }

  /** Also tries each with a harmless value, so that what can never be a scope is found early. */
  private static List<TargetTemplate> scope(String text) throws InvalidKnobValueException {
    List<TargetTemplate> words = TargetTemplate.parseAll(text);
    for (TargetTemplate word : words) {
      StringBuilder filled = new StringBuilder();
      for (Part part : word.parts()) {
        filled.append(part instanceof Part.Literal literal ? literal.text() : "x");
      }
      try {
        Scope.parse(filled.toString());
      } catch (InvalidScopeException e) {
        throw new InvalidKnobValueException(
            String.valueOf(e.getMessage()), "write scopes such as storage.read:/{name}");
      }
    }
    if (words.isEmpty()) {
      throw new InvalidKnobValueException(
          "contains no scope", "write scopes such as storage.read:/{name}");
    }
    return words;
  }

  private static boolean json(String text) throws InvalidKnobValueException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "bare" -> false;
      case "json" -> true;
      default -> throw new InvalidKnobValueException("is not a form", "write bare or json");
    };
  }
}
