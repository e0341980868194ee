// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;

/**
 * The knobs of one standing credential: {@code CREDMINT_<name>_<STEM>}. The table in {@code
 * docs/configuration.md} shows exactly these rows.
 */
public enum StandingKnob {
  TYPE(
      "what it is",
      "`idtoken`, `scitoken`, `token` (one that a remote issuer gives), `x509_cert` (an X.509 proxy); with `PROGRAM` or `FILE` any type that is one file",
      ""),
  PURPOSE(
      "what it is for: to submit to a site, to call back to the pool, or for jobs",
      "`request`, `callback`, `payload`, or one of `CREDMINT_PURPOSES`",
      ""),
  TARGETS("whom one is made for each; without targets there is one credential", "list", ""),
  TARGETS_FILE(
      "the same, one target per line, with attributes; read again when it changes", "path", ""),
  KEY(
      "the key that signs an IDTOKEN: `POOL`, or a file in `SEC_PASSWORD_DIRECTORY`, created if"
          + " missing",
      "one word with variables",
      "POOL"),
  PROVIDER(
      "the provider whose key and issuer a SciToken gets, or whose remote issuer gives a `token`",
      "name",
      ""),
  TRUST_DOMAIN(
      "`iss` of an IDTOKEN: the trust domain of the pool that accepts it",
      "one word",
      "$(TRUST_DOMAIN)"),
  SUBJECT_TEMPLATE("`sub` of a token", "one word with variables", ""),
  AUTHORIZATIONS(
      "what an IDTOKEN allows at most; the default applies to `callback` only",
      "list",
      "READ ADVERTISE_STARTD ADVERTISE_MASTER"),
  AUDIENCE(
      "`aud` of a SciToken or `token`; the default applies to targets with a `gatekeeper`",
      "list of words with variables",
      "{gatekeeper}"),
  SCOPE("`scope` of a SciToken or `token`", "scopes with variables", ""),
  CERTIFICATE_FILE(
      "the certificate that X.509 proxies are made from, followed by those who issued it but the"
          + " root",
      "path",
      ""),
  PRIVATE_KEY_FILE("its private key; by default in `CERTIFICATE_FILE` too", "path", ""),
  PRIVATE_KEY_PASSPHRASE_FILE("the passphrase of that key", "path", ""),
  X509_CERT_DIR(
      "the certificate authorities that the certificate is checked against",
      "directory",
      "/etc/grid-security/certificates"),
  PROXY_KEY_TYPE("the key of each proxy", "`rsa2048`, `rsa3072` or `p256`", "rsa2048"),
  LIMITED("whether proxies are limited: services do not submit jobs for them", "boolean", "false"),
  PATH_LENGTH(
      "how many proxies may be made from one in a row, that of HTCondor's delegation included",
      "`any`, or 0 to 100",
      "any"),
  PROGRAM(
      "a program that makes the credential: its path and its arguments, between blanks; see [programs](sources.md#programs)",
      "words with variables",
      ""),
  PROGRAM_USER(
      "the account that `PROGRAM` runs as; needed where the daemon is root, and never root",
      "user name",
      ""),
  PROGRAM_TIMEOUT("how long `PROGRAM` may take", "seconds, 1 to 3600", "60"),
  ITEMS(
      "what `{item}` is in `PROGRAM`: the next of these words for each call; with `ITEM_BY`, the word after the target's value",
      "list of words, or of `value:word`, `*` for all other values",
      ""),
  ITEM_BY(
      "the value by which a target's word is taken from `ITEMS`", "one word with variables", ""),
  FILE(
      "a file that is delivered as it is; with `PROGRAM`, which renews it; see [files](sources.md#files)",
      "path",
      ""),
  TOKEN_LIFETIME("how long a token or proxy is valid", "seconds, 10 to 2147483647", "3600"),
  MINIMUM_LIFETIME(
      "how much life the credential in its file has left at least; it is replaced at half of its life in"
          + " any case",
      "seconds, up to nine tenths of the lifetime",
      "0"),
  EXPORT("the file that it is written to", "path with variables", ""),
  USER(
      "instead of `EXPORT`: the local user whose jobs fetch it, as `<name>[_<target>]` of the"
          + " credential directory",
      "user name",
      ""),
  OWNER("the owner of exported files", "user name or number", ""),
  GROUP("the group of exported files", "group name or number", ""),
  MODE("the mode of exported files", "octal, 0400 to 0640", "0600"),
  FORM("how a SciToken or `token` is written", "`bare` or `json`", "bare"),
  EXPOSE_CALLBACK_TO_PAYLOADS_I_KNOW_WHAT_I_AM_DOING(
      "a `callback` SciToken may have a `MODE` that lets the group read it, and with that perhaps"
          + " payloads",
      "boolean",
      "false");

  /** The knob that lists the standing credentials. */
  public static final String LIST = "CREDMINT_STANDING";

  /** The knob that lists purposes beside the three that everybody knows. */
  public static final String PURPOSES = "CREDMINT_PURPOSES";

  /** How some write {@link #SCOPE}. */
  static final String SCOPES = "SCOPES";

  private final String meaning;
  private final String unit;
  private final String defaultValue;

  StandingKnob(String meaning, String unit, String defaultValue) {
    this.meaning = meaning;
    this.unit = unit;
    this.defaultValue = defaultValue;
  }

  /** Its name for one standing credential. */
  public String nameFor(String credential) {
    return nameOf(credential, name());
  }

  /** Its value for one standing credential, also where it is written in another way. */
  public Optional<KnobValue> find(KnobReader reader, String credential) {
    Optional<KnobValue> found = reader.find(nameFor(credential));
    return found.isEmpty() && this == SCOPE ? reader.find(nameOf(credential, SCOPES)) : found;
  }

  static String nameOf(String credential, String stem) {
    return "CREDMINT_" + credential + "_" + stem;
  }

  /** The names of all knobs of some standing credentials, and of the lists. */
  public static List<String> namesFor(Collection<String> credentials) {
    List<String> names = new ArrayList<>(List.of(LIST, PURPOSES));
    for (String credential : credentials) {
      for (StandingKnob knob : values()) {
        names.add(knob.nameFor(credential));
      }
      names.add(nameOf(credential, SCOPES));
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
