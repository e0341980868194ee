// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

/**
 * The knobs that each provider can have for itself.
 *
 * <p>Source of the {@code LOCAL_CREDMON_*} names and defaults: the local issuer of {@code
 * condor_credmon_oauth}, HTCondor 23.9.6 to 25.14.
 */
public enum ProviderKnob implements Knob {
  PRIVATE_KEY(
      Family.LOCAL,
      "PRIVATE_KEY",
      "PEM file with the signing key",
      "path",
      "/etc/condor/scitokens-private.pem",
      "before 23.0"),
  PUBLIC_KEY(
      Family.LOCAL,
      "PUBLIC_KEY",
      "PEM file for the public key of a generated key pair",
      "path",
      "/etc/condor/scitokens.pem",
      "before 23.0",
      "next to the provider's own `PRIVATE_KEY`"),
  KEY_ID(
      Family.LOCAL,
      "KEY_ID",
      "`kid`, by which verifiers find the key",
      "text",
      "local",
      "before 23.0",
      "the thumbprint of a key that Credmint generated"),
  PRIVATE_KEY_ALGORITHM(
      Family.LOCAL,
      "PRIVATE_KEY_ALGORITHM",
      "signature algorithm",
      "`ES256` or `RS256`",
      "ES256",
      "25.2.1"),
  ISSUER(
      Family.LOCAL,
      "ISSUER",
      "`iss`, the URL where verifiers look for the key",
      "URL",
      "https://$(FULL_HOSTNAME)",
      "before 23.0"),
  AUTHZ_TEMPLATE(
      Family.LOCAL,
      "AUTHZ_TEMPLATE",
      "the scopes that every user gets",
      "scopes",
      "read:/user/{username} write:/user/{username}",
      "before 23.0"),
  AUTHZ_TEMPLATE_EXPR(
      Family.LOCAL,
      "AUTHZ_TEMPLATE_EXPR",
      "additional scopes, computed from `Username`",
      "ClassAd expression",
      "",
      "25.2.1"),
  AUTHZ_GROUP_TEMPLATE(
      Family.LOCAL,
      "AUTHZ_GROUP_TEMPLATE",
      "additional scopes for each of the user's groups",
      "scopes",
      "",
      "before 23.0"),
  AUTHZ_GROUP_MAPFILE(
      Family.LOCAL,
      "AUTHZ_GROUP_MAPFILE",
      "map file that lists each user's groups",
      "path",
      "",
      "before 23.0",
      ""),
  AUTHZ_GROUP_REQUIREMENT(
      Family.LOCAL,
      "AUTHZ_GROUP_REQUIREMENT",
      "group that a user must belong to in order to get a token",
      "group",
      "",
      "24.3.0"),
  TOKEN_LIFETIME(
      Family.LOCAL,
      "TOKEN_LIFETIME",
      "how long a token is valid",
      "seconds, 1 to 2147483647",
      "1200",
      "before 23.0"),
  TOKEN_USE_JSON(
      Family.LOCAL,
      "TOKEN_USE_JSON",
      "write the token as a JSON object instead of the bare token",
      "boolean",
      "true",
      "before 23.0",
      "false with `GRANULARITY` = job or cluster"),
  TOKEN_AUDIENCE(
      Family.LOCAL,
      "TOKEN_AUDIENCE",
      "`aud`, the services that may accept the token",
      "list",
      "",
      "before 23.0",
      ""),
  TOKEN_VERSION(
      Family.LOCAL,
      "TOKEN_VERSION",
      "the token profile",
      "`scitoken:2.0`, `scitoken:1.0` or `wlcg:1.0`",
      "scitoken:2.0",
      "before 23.0"),
  NBF_BACKDATE(
      Family.CREDMINT_PROVIDER,
      "NBF_BACKDATE",
      "how far `nbf` lies in the past, for verifiers whose clock is slow; `iat` does too, by up to"
          + " 30 s and a twentieth of the lifetime. 0 omits `nbf`",
      "seconds, 0 to 3600",
      "60",
      "0.1.0"),
  PRIVATE_KEY_PASSPHRASE_FILE(
      Family.CREDMINT_PROVIDER,
      "PRIVATE_KEY_PASSPHRASE_FILE",
      "file whose first line opens an encrypted `PRIVATE_KEY`",
      "path",
      "",
      "0.1.0"),
  KEY_RING(
      Family.CREDMINT_PROVIDER,
      "KEY_RING",
      "directory with the signing keys that [Credmint replaces](keys.md); `PRIVATE_KEY` then only"
          + " gives the first one",
      "path",
      "",
      "0.1.0"),
  KEY_MAX_AGE(
      Family.CREDMINT_PROVIDER,
      "KEY_MAX_AGE",
      "how long a key of a key ring signs before the next one replaces it; 0: until `credmint keys"
          + " activate`",
      "seconds, 0 to 315360000",
      "0",
      "0.1.0"),
  KEY_CACHE_TIME(
      Family.CREDMINT_PROVIDER,
      "KEY_CACHE_TIME",
      "how old the key set of a verifier may be: the next key of a key ring signs only after it has"
          + " been published for this long",
      "seconds, 0 to 31536000",
      "172800",
      "0.1.0"),
  PUBLICATION_DIRECTORY(
      Family.CREDMINT_PROVIDER,
      "PUBLICATION_DIRECTORY",
      "directory where Credmint publishes the keys, for a web server",
      "path",
      "",
      "0.1.0"),
  GRANULARITY(
      Family.CREDMINT_PROVIDER,
      "GRANULARITY",
      "what one credential is issued for",
      "`user`, `cluster` or `job`",
      "user",
      "0.1.0"),
  JOB_ATTRIBUTES(
      Family.CREDMINT_PROVIDER,
      "JOB_ATTRIBUTES",
      "job attributes that templates may use, in addition to the built-in ones",
      "list of attributes",
      "",
      "0.1.0"),
  SUBJECT_TEMPLATE(
      Family.CREDMINT_PROVIDER,
      "SUBJECT_TEMPLATE",
      "`sub`, the subject of the token",
      "one word with variables",
      "{username}",
      "0.1.0"),
  AUDIENCE_TEMPLATE(
      Family.CREDMINT_PROVIDER,
      "AUDIENCE_TEMPLATE",
      "`aud`, like `TOKEN_AUDIENCE`, with variables",
      "list of words with variables",
      "",
      "0.1.0",
      "`TOKEN_AUDIENCE` of `LOCAL_CREDMON`"),
  LIFETIME_TEMPLATE(
      Family.CREDMINT_PROVIDER,
      "LIFETIME_TEMPLATE",
      "how long a token is valid, like `TOKEN_LIFETIME`, which remains the upper limit by default",
      "seconds, or one variable",
      "",
      "0.1.0",
      "`TOKEN_LIFETIME` of `LOCAL_CREDMON`"),
  POLICY(
      Family.CREDMINT_PROVIDER,
      "POLICY",
      "who may get tokens, and the most that they may contain",
      "[rules](policy.md#the-policy)",
      "",
      "0.1.0"),
  SYSTEM_GROUPS(
      Family.CREDMINT_PROVIDER,
      "SYSTEM_GROUPS",
      "also use the user's groups from the system",
      "boolean",
      "false",
      "0.1.0"),
  TEMPLATE_GROUPS(
      Family.CREDMINT_PROVIDER,
      "TEMPLATE_GROUPS",
      "the groups that `AUTHZ_GROUP_TEMPLATE` gives scopes for; others only count where a policy or"
          + " `AUTHZ_GROUP_REQUIREMENT` names them",
      "list of names; `*` stands for any characters",
      "*",
      "0.1.0");

  @SuppressWarnings("ImmutableEnumChecker") // a record of strings
  private final Definition definition;

  ProviderKnob(
      Family family, String stem, String meaning, String unit, String preset, String since) {
    this(family, stem, meaning, unit, preset, since, "");
  }

  ProviderKnob(
      Family family,
      String stem,
      String meaning,
      String unit,
      String preset,
      String since,
      String fallback) {
    this.definition = new Definition(family, stem, meaning, unit, preset, since, fallback);
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
