// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Description;
import org.credmint.credential.JobId;
import org.credmint.secret.Redaction;

/** Something that happened, and how the log says it. */
public sealed interface Event {
  /** How urgent it is. */
  Level level();

  /** One line, without level, time or any secret. */
  String text();

  /** Something that is as it should be. */
  sealed interface Notice extends Event {
    @Override
    default Level level() {
      return Level.NORMAL;
    }
  }

  /** Something that an administrator has to look at. */
  sealed interface Warning extends Event {
    @Override
    default Level level() {
      return Level.WARNING;
    }
  }

  /** Something does not work until an administrator acts. */
  sealed interface Alarm extends Event {
    @Override
    default Level level() {
      return Level.ERROR;
    }
  }

  /** Something that matters only to whoever looks for a fault. */
  sealed interface Detail extends Event {
    @Override
    default Level level() {
      return Level.DETAIL;
    }
  }

  /** The monitor starts. */
  record Starting(String version, long pid, Path directory) implements Notice {
    @Override
    public String text() {
      return "Credmint " + version + " starting: pid " + pid + ", directory " + directory;
    }
  }

  /** All credentials that existed at the start have been processed. */
  record Ready(int credentials, int users) implements Notice {
    @Override
    public String text() {
      return "Ready: watching %s of %s"
          .formatted(count(credentials, "credential"), count(users, "user"));
    }
  }

  /** The library that computes signatures from now on. */
  record Signing(String provider) implements Notice {
    @Override
    public String text() {
      return "Signing with " + provider;
    }
  }

  /**
   * A provider is served with these settings from now on.
   *
   * @param identity who signs and with what, in words
   * @param bounded whether a newer configuration that cannot be used as a whole limits its tokens
   */
  record ProviderServed(String provider, String identity, Duration lifetime, boolean bounded)
      implements Notice {
    @Override
    public String text() {
      String served =
          "Serving provider %s: %s, lifetime %d s"
              .formatted(provider, identity, lifetime.toSeconds());
      return bounded
          ? served + ", as before, limited to what the new configuration allows"
          : served;
    }
  }

  /**
   * A token is on disk where jobs find it. The first words are those of the stock credmon, which
   * sites look for in the log.
   */
  record Renewed(CredentialId id, Description description, Instant nextDue) implements Notice {
    /** Enough for most of these texts, without the names. */
    private static final int LENGTH = 200;

    @Override
    public String text() {
      // Logged for each token: a format string would cost as much as a fifth of the signature.
      StringBuilder text = new StringBuilder(LENGTH + id.user().length() + id.handle().length());
      text.append("Successfully renewed ").append(description.kind().label());
      text.append(" for user: ").append(id.user());
      text.append(", credential ").append(id.stem());
      text.append(", jti ").append(description.serial()).append(", expires ");
      UtcTimestamp.append(text, description.expiresAt());
      text.append(", next renewal due ");
      UtcTimestamp.append(text, nextDue);
      return text.toString();
    }
  }

  /** A failure that one cause may repeat thousands of times. */
  sealed interface Failure extends Event permits NotRenewed, NotRemoved, ForeignFile {
    /** The same for all failures with the same cause. */
    String kind();

    /**
     * Sums up more failures of this kind.
     *
     * @param times how many, counting repeated failures of one credential
     * @param kind what they have in common
     * @param worst the most severe level among them
     */
    Event more(int times, String kind, Level worst);
  }

  /**
   * A token could not be issued or written.
   *
   * @param liveUntil when the one that is there dies; not after {@code now} where none is
   * @param retryAt when it is tried again; empty for not before something changes
   */
  record NotRenewed(
      CredentialId id, String reason, Instant liveUntil, Instant now, Optional<Instant> retryAt)
      implements Failure {
    @Override
    public Level level() {
      return liveUntil.isAfter(now) ? Level.WARNING : Level.ERROR;
    }

    @Override
    public String text() {
      String state =
          liveUntil.isAfter(now)
              ? "current token valid until " + seconds(liveUntil)
              : "no valid token";
      String next =
          retryAt
              .map(time -> "retrying at " + seconds(time))
              .orElse("not retrying until the configuration changes");
      return "Failed to renew SciToken for user: %s, credential %s: %s; %s; %s"
          .formatted(id.user(), id.stem(), reason, state, next);
    }

    @Override
    public String kind() {
      return withoutUser(reason, id);
    }

    @Override
    public Event more(int times, String kind, Level worst) {
      return new MoreNotRenewed(times, kind, worst);
    }
  }

  /**
   * Further tokens could not be issued or written, beyond those logged one by one.
   *
   * @param times how many failures, counting repeated failures of one token
   * @param kind what they have in common
   */
  record MoreNotRenewed(int times, String kind, Level level) implements Event {
    @Override
    public String text() {
      return "Failed to renew SciTokens %s within a minute: %s"
          .formatted(count(times, "more time"), kind);
    }
  }

  /**
   * Policy refuses a credential.
   *
   * @param validUntil when the token dies that is still in the file; empty where none is there
   */
  record Refused(CredentialId id, String rule, String reason, Optional<Instant> validUntil)
      implements Warning {
    @Override
    public String text() {
      return "Refused SciToken for user: %s, credential %s: %s: %s%s"
          .formatted(
              id.user(),
              id.stem(),
              rule,
              reason,
              validUntil
                  .map(end -> "; the token issued before is valid until " + seconds(end))
                  .orElse(""));
    }
  }

  /** Something that is worth one line, however often it happens. */
  sealed interface Once extends Warning permits LeftOut, LargeToken {
    /** The same for whatever one line is enough for. */
    String key();
  }

  /** A token does not say what the configuration seems to give it. */
  record LeftOut(String what) implements Once {
    @Override
    public String key() {
      return what;
    }

    @Override
    public String text() {
      return "Left out: " + what;
    }
  }

  /**
   * A token is so large that some who read it may fail.
   *
   * @param bytes its length, without JSON around it
   */
  record LargeToken(CredentialId id, int bytes) implements Once {
    /** From about 3,500 bytes readers fail: buffers and headers of 4 KiB hold more than a token. */
    public static final int LARGE_BYTES = 2_500;

    @Override
    public String key() {
      return id.provider() + " " + id.user();
    }

    @Override
    public String text() {
      return ("Large token for user: %s, credential %s: %d bytes, and services reject tokens from"
              + " about 3500; grant fewer scopes, or limit the groups with TEMPLATE_GROUPS")
          .formatted(id.user(), id.stem(), bytes);
    }
  }

  /** A job has left the queue, and its file is gone. */
  record Removed(CredentialId id, String why) implements Notice {
    @Override
    public String text() {
      return "Removed " + id + ".use: " + why;
    }
  }

  /** A file that no job may have any more could not be removed. */
  record NotRemoved(CredentialId id, String why, String reason, Instant retryAt)
      implements Failure, Warning {
    @Override
    public String text() {
      return "Failed to remove %s.use (%s): %s; retrying at %s"
          .formatted(id, why, reason, seconds(retryAt));
    }

    @Override
    public String kind() {
      return withoutUser(reason, id).replace(id.stem(), "*");
    }

    @Override
    public Event more(int times, String kind, Level worst) {
      return new MoreNotRemoved(times, kind, worst);
    }
  }

  /**
   * Further files of jobs that have left the queue could not be removed, beyond those logged one by
   * one.
   *
   * @param times how many failures, counting repeated failures of one file
   * @param kind what they have in common
   */
  record MoreNotRemoved(int times, String kind, Level level) implements Event {
    @Override
    public String text() {
      return "Failed to remove files of jobs %s within a minute: %s"
          .formatted(count(times, "more time"), kind);
    }
  }

  /** A file is named like a job's credential, but no job requests it and we did not make it. */
  record ForeignFile(CredentialId id, String reason) implements Failure, Warning {
    @Override
    public String text() {
      return ("Leaving %s.use as it is, though no job requests it: %s, so it is not known to be"
              + " Credmint's; if %s does not need it, condor_store_cred delete-oauth -s %s -H %s"
              + " deletes it")
          .formatted(id, reason, id.user(), id.provider(), id.handle());
    }

    @Override
    public String kind() {
      return reason;
    }

    @Override
    public Event more(int times, String kind, Level worst) {
      return new MoreForeignFiles(times, kind, worst);
    }
  }

  /**
   * Further such files, beyond those logged one by one.
   *
   * @param times how many
   * @param kind what they have in common
   */
  record MoreForeignFiles(int times, String kind, Level level) implements Event {
    @Override
    public String text() {
      return "Leaving %s as they are that are named like per-job credentials: %s"
          .formatted(count(times, "more file"), kind);
    }
  }

  /** Jobs were put on hold because policy allows them no credential. */
  record JobsHeld(List<String> jobs, String reason) implements Notice {
    /** Takes a copy. */
    public JobsHeld {
      jobs = List.copyOf(jobs);
    }

    @Override
    public String text() {
      return "Put " + someOf(jobs) + " on hold: " + reason;
    }
  }

  /** Jobs could not be put on hold. */
  record JobsNotHeld(List<String> jobs, String reason) implements Warning {
    /** Takes a copy. */
    public JobsNotHeld {
      jobs = List.copyOf(jobs);
    }

    @Override
    public String text() {
      return "Cannot put " + someOf(jobs) + " on hold: " + reason + "; retrying";
    }
  }

  /** The schedd has not created its job queue log yet, as on a new pool. */
  record QueueLogAwaited(Path log) implements Notice {
    @Override
    public String text() {
      return "Waiting for the schedd to create its job queue log "
          + log
          + " (JOB_QUEUE_LOG, or job_queue.log in SPOOL); no per-job tokens until then";
    }
  }

  /** The job queue log cannot be read; new jobs get no per-job credentials. */
  record QueueUnreadable(String reason) implements Alarm {
    @Override
    public String text() {
      return "Cannot read the job queue log: "
          + reason
          + "; tokens of known jobs are renewed, new jobs get no tokens until it can be read";
    }
  }

  /** The job queue log can be read after it could not. */
  record QueueReadable() implements Notice {
    @Override
    public String text() {
      return "Job queue log is readable again";
    }
  }

  /** Something in the job queue log is not as HTCondor writes it. */
  record QueueRecordsSkipped(String what) implements Warning {
    @Override
    public String text() {
      return "Ignoring part of the job queue log: " + what;
    }
  }

  /**
   * A job requests a per-job credential of a provider that does not issue any. Logged once for each
   * provider.
   *
   * @param provider as the job names it; any text
   * @param job the first job or cluster seen to request it
   * @param user its owner
   */
  record UnknownProviderRequested(String provider, JobId job, String user) implements Warning {
    private static final int LONGEST_NAME = 64;

    @Override
    public String text() {
      String name = Redaction.clean(provider, LONGEST_NAME);
      return "%s %s (owner %s) requests %s_%s, but provider %s does not issue per-job credentials here"
              .formatted(job.isCluster() ? "Cluster" : "Job", job, user, name, job, name)
          + ". Unless another credmon provides them, such jobs will be held: fix the JOB_TRANSFORM or"
          + " submit file, or add the provider to LOCAL_CREDMON_PROVIDER_NAMES and set"
          + " CREDMINT_<provider>_GRANULARITY to job or cluster";
    }
  }

  /** Jobs request more such providers than are logged. */
  record MoreUnknownProvidersRequested(int logged) implements Warning {
    @Override
    public String text() {
      return "More than %d unknown per-job providers requested; further ones are not logged"
          .formatted(logged);
    }
  }

  /** The audit log cannot be written; its records are kept in memory. */
  record AuditLogFailing(String reason) implements Alarm {
    @Override
    public String text() {
      return "Cannot write the audit log: "
          + reason
          + "; tokens are still issued, audit records are buffered in memory";
    }
  }

  /** The audit log can be written again. */
  record AuditLogRecovered() implements Notice {
    @Override
    public String text() {
      return "Audit log is writable again";
    }
  }

  /** Something about the audit log that an administrator should look at. */
  record AuditLogNotice(String what) implements Warning {
    @Override
    public String text() {
      return "Audit log: " + what;
    }
  }

  /** A {@code .use} file does not contain a token of ours and is replaced. */
  record Replacing(CredentialId id, String reason) implements Warning {
    @Override
    public String text() {
      return "Replacing " + id + ".use, because " + reason;
    }
  }

  /** A valid token is issued again because its content no longer matches the configuration. */
  record Reissuing(CredentialId id, String difference) implements Detail {
    @Override
    public String text() {
      return "Reissuing " + id + ": " + difference;
    }
  }

  /** Something in the credential directory that HTCondor would not create; it is left alone. */
  record UnexpectedEntry(String where, String reason) implements Warning {
    @Override
    public String text() {
      return "Ignoring " + where + ": " + reason;
    }
  }

  /** A user's directory is gone: the credd has removed it. */
  record UserGone(String user) implements Detail {
    @Override
    public String text() {
      return "Forgetting user " + user + ": directory is gone";
    }
  }

  /**
   * Something is wrong in the configuration.
   *
   * @param keepsPrevious whether the settings from before are still in use
   */
  record ConfigurationProblem(Problem problem, boolean keepsPrevious) implements Event {
    @Override
    public Level level() {
      return problem.severity() == Problem.Severity.WARNING ? Level.WARNING : Level.ERROR;
    }

    @Override
    public String text() {
      String consequence =
          switch (problem.severity()) {
            case FATAL -> keepsPrevious ? "Cannot use the new configuration: " : "Cannot start: ";
            case DISABLES_PROVIDER ->
                "Provider %s %s: "
                    .formatted(
                        problem.provider().orElse("?"),
                        keepsPrevious ? "keeps its previous settings" : "disabled");
            case WARNING -> "";
          };
      return consequence + problem;
    }
  }

  /** A problem of the configuration has been fixed. */
  record ProblemResolved(Problem problem) implements Notice {
    @Override
    public String text() {
      return "Resolved: " + problem.subject();
    }
  }

  /** The configuration has changed. */
  record Reconfigured(List<String> providers, int credentials) implements Notice {
    /** Takes a copy of the providers. */
    public Reconfigured {
      providers = List.copyOf(providers);
    }

    @Override
    public String text() {
      return "Configuration changed for %s: checking %s"
          .formatted(String.join(", ", providers), count(credentials, "credential"));
    }
  }

  /**
   * Credentials that are already out will no longer be accepted.
   *
   * @param reason why
   */
  record EarlierCredentialsRejected(String provider, String reason) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Provider %s: %s; running jobs fail until they read the token that is issued now. Give each new key a key ID of its own"
          .formatted(provider, reason);
    }
  }

  /** The new configuration cannot be used; the last good one stays in use. */
  record ConfigurationUnreadable(String reason) implements Alarm {
    @Override
    public String text() {
      return "Keeping the last good configuration: " + reason;
    }
  }

  /** The configuration is valid after it was not. */
  record ConfigurationRecovered() implements Notice {
    @Override
    public String text() {
      return "Configuration is valid again";
    }
  }

  /**
   * The process could not be set up as it should be, and runs nevertheless.
   *
   * @param what the signal or protection, and what is wrong with it
   */
  record ProcessNote(String what) implements Warning {
    @Override
    public String text() {
      return "Process setup: " + what;
    }
  }

  /** The file that marks the end of the first pass could not be written. */
  record CompletionNotMarked(String reason) implements Warning {
    @Override
    public String text() {
      return "Cannot write CREDMON_COMPLETE: " + reason + "; service is unaffected";
    }
  }

  /** The {@code condor_master} does not know that all existing credentials are served. */
  record ReadinessNotReported(String reason) implements Warning {
    @Override
    public String text() {
      return "Could not report readiness to condor_master: "
          + reason
          + "; service is unaffected, but condor_who -wait may time out";
    }
  }

  /** Signatures are computed without native code. */
  record SlowSigning(String reason, String provider) implements Warning {
    @Override
    public String text() {
      return "Cannot load the native signer: %s; signing with %s, at a tenth of the speed"
          .formatted(reason, provider);
    }
  }

  /** Changes in the credential directory are noticed late. */
  record DirectoriesNotWatched(String reason) implements Warning {
    @Override
    public String text() {
      return "Cannot watch directories: "
          + reason
          + "; changes are found at SIGHUP and once a minute";
    }
  }

  /** Changes in some users' directories are noticed late. */
  record WatchLimitReached(int watches) implements Warning {
    @Override
    public String text() {
      return "The system allows only %d directory watches (fs.inotify.max_user_watches)"
              .formatted(watches)
          + "; changes elsewhere are found at SIGHUP and once a minute";
    }
  }

  /** The credential directory cannot be read. */
  record DirectoryUnreadable(Path directory, String reason) implements Alarm {
    @Override
    public String text() {
      return "Cannot read " + directory + ": " + reason + "; retrying within a minute";
    }
  }

  /** The system clock was set, or the host was suspended. */
  record ClockStepped(Duration step) implements Warning {
    @Override
    public String text() {
      return "Clock jumped by %d s (clock set or host suspended): checking every credential"
          .formatted(step.toSeconds());
    }
  }

  /** Temporary files of a run that was killed were removed. */
  record StaleTempFilesRemoved(int files) implements Notice {
    @Override
    public String text() {
      return "Removed " + count(files, "temporary file") + " of an earlier run";
    }
  }

  /** What a look at the whole directory was for, and what it cost. */
  record DirectoryScanned(String cause, int newUsers, Duration took) implements Detail {
    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "Scanned credential directory (%s): %s, took %.1f ms",
          cause,
          count(newUsers, "new user"),
          took.toNanos() / 1e6);
    }
  }

  /** The monitor stops. */
  record Stopping(String cause) implements Notice {
    @Override
    public String text() {
      return "Stopping: " + cause;
    }
  }

  private static String withoutUser(String reason, CredentialId id) {
    return reason.replace("/" + id.user() + "/", "/*/");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String someOf(List<String> jobs) {
    int most = 10;
    String shown = String.join(", ", jobs.subList(0, Math.min(most, jobs.size())));
    return jobs.size() <= most
        ? "job " + shown
        : "jobs " + shown + " and " + (jobs.size() - most) + " more";
  }

  private static Instant seconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond());
  }
}
