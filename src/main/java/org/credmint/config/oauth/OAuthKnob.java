// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.ProviderSpelling;

/**
 * The knobs of one service of a remote issuer. The tables in {@code docs/sources.md} show exactly
 * these rows.
 */
public enum OAuthKnob {
  CLIENT_ID(false, "the client that HTCondor is at the issuer", "text", ""),
  CLIENT_SECRET_FILE(
      false,
      "the file with the client's secret; without it, and without a key, the client is a public one",
      "path",
      ""),
  TOKEN_URL(
      false,
      "where the issuer gives tokens; by default its metadata tell",
      "https URL; http only for 127.0.0.1, ::1 and localhost",
      ""),
  ISSUER(
      true,
      "the issuer, whose metadata tell where it gives tokens",
      "https URL; http only for 127.0.0.1, ::1 and localhost",
      ""),
  TOKEN_ENDPOINT_LIFETIME(
      true, "how long its metadata are good for", "seconds, 60 to 2147483647", "3600"),
  TOKEN_ENDPOINT_AUTH_METHOD(
      true,
      "how the client proves who it is",
      "`client_secret_post`, `client_secret_basic` or `private_key_jwt`",
      "client_secret_post"),
  CLIENT_KEY_FILE(
      true, "PEM file with the client's private key, for `private_key_jwt`", "path", ""),
  CLIENT_KEY_ID(true, "`kid` of that key; without it none is sent", "text", ""),
  CLIENT_KEY_ALGORITHM(true, "what the client signs with that key", "`ES256` or `RS256`", "ES256"),
  USER_SCOPE(
      true,
      "a scope that names the user: this, followed by the user's name; `none` for no such scope",
      "text",
      "condor.user:"),
  ACCEPTED_ADDITIONS(
      true,
      "scopes and audiences that the issuer may add to what is asked for; `*` for any",
      "list",
      "openid profile email"),
  EXCHANGE_SCOPES(
      true, "the scopes that a user's token may be exchanged for; `*` for any", "list", "*"),
  EXCHANGE_AUDIENCES(
      true, "the audiences that a user's token may be exchanged for; `*` for any", "list", "*");

  /** The knob that lists the services whose users log in. */
  public static final String LIST = ServiceKind.LOGIN.list();

  private static final String OWN = "CREDMINT_";

  private final boolean own;
  private final String meaning;
  private final String unit;
  private final String defaultValue;

  OAuthKnob(boolean own, String meaning, String unit, String defaultValue) {
    this.own = own;
    this.meaning = meaning;
    this.unit = unit;
    this.defaultValue = defaultValue;
  }

  /** Whether services of a kind have it. */
  public boolean isOf(ServiceKind kind) {
    return switch (this) {
      case USER_SCOPE, ACCEPTED_ADDITIONS -> kind == ServiceKind.CLIENT;
      case EXCHANGE_SCOPES, EXCHANGE_AUDIENCES -> kind == ServiceKind.PELICAN;
      default -> true;
    };
  }

  /** HTCondor has two of them for clients. */
  private boolean isOwn(ServiceKind kind) {
    boolean stock = this == ISSUER || this == TOKEN_ENDPOINT_LIFETIME;
    return own && !(stock && kind == ServiceKind.CLIENT);
  }

  /** Its name for one service, as HTCondor's parser takes it. */
  public String nameFor(ServiceKind kind, String service) {
    return literalNameFor(kind, ProviderSpelling.of(service));
  }

  /** The same with the service's name as it is, as the credd looks it up. */
  public String literalNameFor(ServiceKind kind, String service) {
    return isOwn(kind) ? OWN + service + "_" + name() : kind.nameOf(service, name());
  }

  /** Its name for all services of a kind; empty where each has its own. */
  Optional<String> generalName(ServiceKind kind) {
    String name = isOwn(kind) ? "" : kind.generalNameOf(name());
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  /** The names of those knobs of some services that are Credmint's own. */
  static List<String> ownNamesFor(ServiceKind kind, Collection<String> services) {
    List<String> names = new ArrayList<>();
    for (String service : services) {
      Arrays.stream(values())
          .filter(knob -> knob.isOwn(kind))
          .forEach(knob -> names.add(knob.nameFor(kind, service)));
    }
    return names;
  }

  /** What it decides. */
  public String meaning() {
    return meaning;
  }

  /** Unit, form and range of its values. */
  public String unit() {
    return unit;
  }

  /** The default, or empty where the knob has none. */
  public Optional<String> defaultValue() {
    return defaultValue.isEmpty() ? Optional.empty() : Optional.of(defaultValue);
  }
}
