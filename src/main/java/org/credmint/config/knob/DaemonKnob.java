// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

/** The knobs that hold for the whole daemon. */
public enum DaemonKnob implements Knob {
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
  STATE_FILE(
      Family.CREDMINT,
      "STATE_FILE",
      "what `credmint status` reads: the state of the daemon and of its credentials; an empty value"
          + " turns it off",
      "path",
      "",
      "0.1.0",
      "`CredmintState.json` in the directory of `CREDMINT_AUDIT_LOG`"),
  METRICS_FILE(
      Family.CREDMINT,
      "METRICS_FILE",
      "metrics in Prometheus's text format, for the node exporter's textfile collector",
      "path that ends in `.prom`",
      "",
      "0.1.0"),
  METRICS_PORT(
      Family.CREDMINT,
      "METRICS_PORT",
      "port on the loopback address 127.0.0.1 that serves the metrics and the health page",
      "1 to 65535",
      "",
      "0.1.0"),
  CONTROL_DIRECTORY(
      Family.CREDMINT,
      "CONTROL_DIRECTORY",
      "where `credmint revoke` keeps its list, and commands leave their requests to the daemon; it"
          + " is made if its parent exists, and must be owned by root or the daemon's user and"
          + " writable by nobody else",
      "path",
      "/var/lib/credmint",
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
      "0.1.0");

  @SuppressWarnings("ImmutableEnumChecker") // a record of strings
  private final Definition definition;

  DaemonKnob(Family family, String stem, String meaning, String unit, String preset, String since) {
    this(family, stem, meaning, unit, preset, since, "");
  }

  DaemonKnob(
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
