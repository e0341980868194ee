// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.ProviderSpelling;

/**
 * The knobs of one OAuth2 service. The table in {@code docs/sources.md} shows exactly these rows.
 */
public enum OAuthKnob {
  CLIENT_ID("", "the client that HTCondor is at the issuer", "text", ""),
  CLIENT_SECRET_FILE(
      "", "the file with the client's secret; without it the client is a public one", "path", ""),
  TOKEN_URL(
      "",
      "where the issuer gives tokens",
      "https URL; http only for 127.0.0.1, ::1 and localhost",
      ""),
  TOKEN_ENDPOINT_AUTH_METHOD(
      "CREDMINT_",
      "how the client proves who it is",
      "`client_secret_post` or `client_secret_basic`",
      "client_secret_post");

  /** The knob that lists the services. */
  public static final String LIST = "OAUTH2_CREDMON_PROVIDER_NAMES";

  private final String prefix;
  private final String meaning;
  private final String unit;
  private final String defaultValue;

  OAuthKnob(String prefix, String meaning, String unit, String defaultValue) {
    this.prefix = prefix;
    this.meaning = meaning;
    this.unit = unit;
    this.defaultValue = defaultValue;
  }

  /** Its name for one service, as HTCondor's parser takes it. */
  public String nameFor(String service) {
    return literalNameFor(ProviderSpelling.of(service));
  }

  /** The same with the service's name as it is, as the credd looks it up. */
  String literalNameFor(String service) {
    return prefix + service + "_" + name();
  }

  /** The names of those knobs of some services that are Credmint's own. */
  public static List<String> ownNamesFor(Collection<String> services) {
    List<String> names = new ArrayList<>();
    for (String service : services) {
      for (OAuthKnob knob : values()) {
        if (!knob.prefix.isEmpty()) {
          names.add(knob.nameFor(service));
        }
      }
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
