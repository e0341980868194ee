// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.Optional;

/**
 * Every knob that is read from HTCondor's configuration, with what an administrator has to know of
 * it.
 *
 * <p>This is the only place that holds a knob's name and default: the readers take both from here,
 * and {@code docs/configuration.md} must show exactly these rows. A default is written as it would
 * stand in the configuration and goes through the same checks.
 *
 * <p>Source of the {@code LOCAL_CREDMON_*} names and defaults: the local issuer of {@code
 * condor_credmon_oauth}, HTCondor 23.9.6 to 25.14.
 */
public enum Knob {
  CREDENTIAL_DIRECTORY(
      Family.HTCONDOR,
      "SEC_CREDENTIAL_DIRECTORY_OAUTH",
      "the credential directory, shared with the credd",
      "path",
      "",
      "before 23.0",
      "SEC_CREDENTIAL_DIRECTORY"),
  PROVIDER_NAMES(
      Family.HTCONDOR,
      "LOCAL_CREDMON_PROVIDER_NAMES",
      "the providers that Credmint issues tokens for",
      "list",
      "",
      "24.3.0",
      "LOCAL_CREDMON_PROVIDER_NAME"),
  PROVIDER_NAME(
      Family.HTCONDOR,
      "LOCAL_CREDMON_PROVIDER_NAME",
      "the provider, if no list is set",
      "name",
      "scitokens",
      "before 23.0"),
  ALLOW_SPECIAL_CHARACTERS(
      Family.HTCONDOR,
      "CREDMON_ALLOW_SPECIAL_CHAR_NAMES",
      "provider names may contain more than letters, digits and hyphens; handles are then not available",
      "boolean",
      "false",
      "25.13.2"),
  TRUST_DIRECTORY(
      Family.HTCONDOR,
      "TRUST_CREDENTIAL_DIRECTORY",
      "the shadow reads credentials regardless of their owner",
      "boolean",
      "false",
      "before 23.0"),
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
  PULL_INTERVAL(
      Family.CREDMINT,
      "PULL_INTERVAL",
      "how often execution points fetch credentials again",
      "seconds, 1 to 86400",
      "300",
      "0.1.0",
      "SEC_CREDENTIAL_REFRESH"),
  CREDENTIAL_REFRESH(
      Family.HTCONDOR,
      "SEC_CREDENTIAL_REFRESH",
      "the execution points' knob for the same; the local value is used as an estimate of theirs",
      "seconds",
      "",
      "before 23.0"),
  USE_FILE_MODE(
      Family.CREDMINT,
      "USE_FILE_MODE",
      "mode of the `.use` files",
      "`0400` or `0600`",
      "0400",
      "0.1.0"),
  NBF_BACKDATE(
      Family.CREDMINT_PROVIDER,
      "NBF_BACKDATE",
      "how long before `iat` a token becomes valid, for verifiers whose clock is slow; 0 omits"
          + " `nbf`",
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
  AUDIT_LOG(
      Family.CREDMINT,
      "AUDIT_LOG",
      "the audit log of tokens issued, refused and removed; an empty value turns it off",
      "path",
      "$(LOG)/CredmintAuditLog",
      "0.1.0"),
  MAX_AUDIT_LOG(
      Family.CREDMINT,
      "MAX_AUDIT_LOG",
      "size at which the audit log is rotated; 0 for no limit",
      "bytes, with a unit as for `MAX_DEFAULT_LOG`",
      "100 Mb",
      "0.1.0"),
  MAX_NUM_AUDIT_LOG(
      Family.CREDMINT,
      "MAX_NUM_AUDIT_LOG",
      "number of rotated audit log files to keep; 0 for all",
      "0 to 100000",
      "10",
      "0.1.0",
      "0 with `AUDIT_LOG_DAYS` above 0"),
  AUDIT_LOG_DAYS(
      Family.CREDMINT,
      "AUDIT_LOG_DAYS",
      "number of days to keep audit records; the audit log is then rotated at least daily, and"
          + " `MAX_NUM_AUDIT_LOG` applies only if it is set; 0 for no limit in time",
      "0 to 36500",
      "0",
      "0.1.0"),
  JOB_QUEUE_LOG(
      Family.HTCONDOR,
      "JOB_QUEUE_LOG",
      "the schedd's job queue log; read if a provider issues per-job credentials",
      "path",
      "$(SPOOL)/job_queue.log",
      "before 23.0"),
  HELD_JOB_RENEWAL(
      Family.CREDMINT,
      "HELD_JOB_RENEWAL",
      "how long the credential of a held job is renewed; then it is removed, and issued again when"
          + " the job is released",
      "seconds, 0 to 2147483647",
      "259200",
      "0.1.0"),
  REMOVED_JOB_RENEWAL(
      Family.CREDMINT,
      "REMOVED_JOB_RENEWAL",
      "how long the credential of a removed job that is still in the queue is renewed, so that its"
          + " output can be transferred; then it is removed",
      "seconds, 0 to 2147483647",
      "3600",
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

  /** Who gave the knob its name, and whether a provider can have its own. */
  enum Family {
    /** A knob of HTCondor's, written as it stands. */
    HTCONDOR("", false),
    /** A knob of the stock local issuer. */
    LOCAL("LOCAL_CREDMON_", true),
    /** A knob of ours for the whole daemon. */
    CREDMINT("CREDMINT_", false),
    /** A knob of ours that a provider can have for itself. */
    CREDMINT_PROVIDER("CREDMINT_", true);

    private final String prefix;
    private final boolean perProvider;

    Family(String prefix, boolean perProvider) {
      this.prefix = prefix;
      this.perProvider = perProvider;
    }
  }

  private final Family family;
  private final String stem;
  private final String meaning;
  private final String unit;
  private final String defaultValue;
  private final String since;
  private final String fallback;

  Knob(Family family, String stem, String meaning, String unit, String defaultValue, String since) {
    this(family, stem, meaning, unit, defaultValue, since, "");
  }

  Knob(
      Family family,
      String stem,
      String meaning,
      String unit,
      String defaultValue,
      String since,
      String fallback) {
    this.family = family;
    this.stem = stem;
    this.meaning = meaning;
    this.unit = unit;
    this.defaultValue = defaultValue;
    this.since = since;
    this.fallback = fallback;
  }

  /** The name that holds for the whole daemon, such as {@code LOCAL_CREDMON_ISSUER}. */
  public String generalName() {
    return family.prefix + stem;
  }

  /**
   * The name that holds for one provider, such as {@code LOCAL_CREDMON_chem_ISSUER}, as HTCondor
   * can read it.
   */
  public String nameFor(String provider) {
    return literalNameFor(ProviderSpelling.of(provider));
  }

  /**
   * The same with the provider's name as it is, which a file cannot hold for every provider, but
   * the environment can.
   */
  String literalNameFor(String provider) {
    return family.prefix + provider + "_" + stem;
  }

  /** What stands behind the provider's name. */
  String stem() {
    return stem;
  }

  /** Whether a provider can have its own value. */
  boolean perProvider() {
    return family.perProvider;
  }

  /** Whether the knob is of our making. */
  boolean ours() {
    return family.prefix.equals("CREDMINT_");
  }

  /** What it decides. */
  String meaning() {
    return meaning;
  }

  /** Unit, form and range of its values. */
  String unit() {
    return unit;
  }

  /** The release it appeared in: HTCondor's, or ours for knobs of ours. */
  String since() {
    return since;
  }

  /** What is read where the knob is not set, before the default; empty for nothing. */
  public String fallback() {
    return fallback;
  }

  /** The default, or empty where the knob has none. */
  public Optional<String> defaultValue() {
    return defaultValue.isEmpty() ? Optional.empty() : Optional.of(defaultValue);
  }
}
