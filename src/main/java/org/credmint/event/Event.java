package org.credmint.event;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.config.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Description;
import org.credmint.credential.JobId;
import org.credmint.secret.Redaction;

/** Something that happened, with the text that tells it. */
public sealed interface Event {
  /** Who has to see it. */
  Level level();

  /** One line without the level, a time or a secret. */
  String text();

  /** The monitor begins. */
  record Starting(String version, long pid, Path directory) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Credmint " + version + " starting: pid " + pid + ", directory " + directory;
    }
  }

  /** All credentials that were there at the start have been seen to. */
  record Ready(int credentials, int users) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Ready: watching " + credentials + " credentials of " + users + " users";
    }
  }

  /** This computes the signatures from now on. */
  record Signing(String provider) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Signing with " + provider;
    }
  }

  /**
   * A provider is served with these settings from now on.
   *
   * @param identity who signs and with what, in words
   * @param bounded whether a newer configuration, which cannot be used whole, bounds its tokens
   */
  record ProviderServed(String provider, String identity, Duration lifetime, boolean bounded)
      implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      String served =
          "Serving provider %s: %s, lifetime %d s"
              .formatted(provider, identity, lifetime.toSeconds());
      return bounded
          ? served + ", as before, without the rights that the new configuration takes away"
          : served;
    }
  }

  /**
   * A token is on disk where jobs find it. The first words are those that sites watch for in the
   * stock log.
   */
  record Renewed(CredentialId id, Description description, Instant nextDue) implements Event {
    /** Of most such texts, without the names. */
    private static final int LENGTH = 200;

    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      // Told for each token: a format string would cost as much as a fifth of the signature.
      StringBuilder text = new StringBuilder(LENGTH + id.user().length() + id.handle().length());
      text.append("Successfully renewed ").append(description.kind().label());
      text.append(" for user: ").append(id.user());
      text.append(", service ").append(id.stem());
      text.append(", jti ").append(description.serial()).append(", expires ");
      TimeText.append(text, description.expiresAt());
      text.append(", next renewal due ");
      TimeText.append(text, nextDue);
      return text.toString();
    }
  }

  /** A failure that may come by the thousand, for one cause. */
  sealed interface Failure extends Event permits NotRenewed, NotRemoved, ForeignFile {
    /** The same for all that fail for one cause. */
    String kind();

    /**
     * Tells of more like this one.
     *
     * @param times how many failures, also of the same credential again
     * @param kind what they have in common
     * @param worst the gravest level among them
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
              ? "its present token lives until " + seconds(liveUntil)
              : "it has no live token";
      String next =
          retryAt
              .map(time -> "trying again at " + seconds(time))
              .orElse("not trying again before the configuration changes");
      return "Failed to renew SciToken for user: %s, service %s: %s; %s; %s"
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
   * More tokens could not be issued or written than are told one by one.
   *
   * @param times how many failures, also of the same token again
   * @param kind what they have in common
   */
  record MoreNotRenewed(int times, String kind, Level level) implements Event {
    @Override
    public String text() {
      return "Failed to renew SciTokens %d more times within a minute: %s".formatted(times, kind);
    }
  }

  /** Policy refuses a credential. */
  record Refused(CredentialId id, String rule, String reason) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Refused a SciToken for user: %s, service %s: %s: %s"
          .formatted(id.user(), id.stem(), rule, reason);
    }
  }

  /** A job has left the queue, and its file is gone. */
  record Removed(CredentialId id, String why) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Removed " + id + ".use: " + why;
    }
  }

  /** A file that no job may have any more could not be removed. */
  record NotRemoved(CredentialId id, String why, String reason, Instant retryAt)
      implements Failure {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Failed to remove %s.use (%s): %s; trying again at %s"
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
   * More files of jobs that have left could not be removed than are told one by one.
   *
   * @param times how many failures, also of the same file again
   * @param kind what they have in common
   */
  record MoreNotRemoved(int times, String kind, Level level) implements Event {
    @Override
    public String text() {
      return "Failed to remove files of jobs %d more times within a minute: %s"
          .formatted(times, kind);
    }
  }

  /** A file is named like a job's credential, but no job asks for it and we did not make it. */
  record ForeignFile(CredentialId id, String reason) implements Failure {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return ("Leaving %s.use as it is, though no job asks for it: %s, so it is not known to be"
              + " Credmint's; if %s does not need it, condor_store_cred delete-oauth -s %s -H %s"
              + " deletes it")
          .formatted(id, reason, id.user(), id.service(), id.handle());
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
   * More such files than are told one by one.
   *
   * @param times how many
   * @param kind what they have in common
   */
  record MoreForeignFiles(int times, String kind, Level level) implements Event {
    @Override
    public String text() {
      return "Leaving %d more files as they are that are named like jobs' credentials: %s"
          .formatted(times, kind);
    }
  }

  /** Jobs were put on hold, because policy allows them no credential. */
  record JobsHeld(List<String> jobs, String reason) implements Event {
    /** Takes a copy. */
    public JobsHeld {
      jobs = List.copyOf(jobs);
    }

    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Put on hold " + someOf(jobs) + ": " + reason;
    }
  }

  /** Jobs could not be put on hold. */
  record JobsNotHeld(List<String> jobs, String reason) implements Event {
    /** Takes a copy. */
    public JobsNotHeld {
      jobs = List.copyOf(jobs);
    }

    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Cannot put on hold " + someOf(jobs) + ": " + reason + "; trying again";
    }
  }

  /** The schedd has not made its job queue log yet, as on a new pool. */
  record QueueAwaited(Path log) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Waiting for the schedd to make its job queue log "
          + log
          + " (JOB_QUEUE_LOG, or job_queue.log in SPOOL); jobs get no tokens of their own until then";
    }
  }

  /** The job queue cannot be read; jobs get no new credentials of their own. */
  record QueueUnreadable(String reason) implements Event {
    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String text() {
      return "Cannot read the job queue: "
          + reason
          + "; tokens of known jobs are renewed, new jobs get none of their own until it can be read";
    }
  }

  /** The job queue can be read, after it could not. */
  record QueueReadable() implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "The job queue can be read";
    }
  }

  /** Something in the job queue log is not as HTCondor writes it. */
  record QueueOddity(String what) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Ignoring a part of the job queue log: " + what;
    }
  }

  /**
   * A job asks a provider that issues for no jobs, for a credential of its own. Told once for each
   * provider.
   *
   * @param provider as the job names it; any text
   * @param job the first job or cluster that was seen to ask
   * @param user its owner
   */
  record JobAskedInVain(String provider, JobId job, String user) implements Event {
    private static final int LONGEST_NAME = 64;

    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      String name = Redaction.clean(provider, LONGEST_NAME);
      return "%s %s of %s asks for %s_%s, but %s is no provider that issues for jobs here"
              .formatted(job.isCluster() ? "Cluster" : "Job", job, user, name, job, name)
          + "; if another credential monitor makes it, all is well, else whoever asks so goes on hold"
          + ": mend the JOB_TRANSFORM or the submit file that asks, or name the provider in"
          + " LOCAL_CREDMON_PROVIDER_NAMES and set CREDMINT_<provider>_GRANULARITY to job or cluster";
    }
  }

  /** Jobs ask more such providers than are told. */
  record MoreAskedInVain(int told) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Jobs ask more than %d providers that issue for no jobs here; no more of them are told"
          .formatted(told);
    }
  }

  /** The ledger cannot be written; what it has to be told is kept in memory. */
  record LedgerFailing(String reason) implements Event {
    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String text() {
      return "Cannot write the ledger: "
          + reason
          + "; tokens are issued all the same, and what the ledger has to be told is kept in memory";
    }
  }

  /** The ledger is written again. */
  record LedgerMended() implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "The ledger is written again";
    }
  }

  /** Something about the ledger that asks for a look. */
  record LedgerNotice(String what) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Ledger: " + what;
    }
  }

  /** A file for jobs holds something that cannot be a token of ours; it is replaced. */
  record Replacing(CredentialId id, String reason) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Replacing " + id + ".use, because " + reason;
    }
  }

  /**
   * A valid token is issued again because what it says is no longer what the configuration says.
   */
  record Reissuing(CredentialId id, String difference) implements Event {
    @Override
    public Level level() {
      return Level.DETAIL;
    }

    @Override
    public String text() {
      return "Issuing " + id + " again: " + difference;
    }
  }

  /** Something in the credential directory is not as HTCondor makes it and is left alone. */
  record Oddity(String where, String reason) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "Ignoring " + where + ": " + reason;
    }
  }

  /** A user's directory is gone: the credd has swept it. */
  record UserGone(String user) implements Event {
    @Override
    public Level level() {
      return Level.DETAIL;
    }

    @Override
    public String text() {
      return "Forgetting user " + user + ": the directory is gone";
    }
  }

  /** Something in the configuration asks for the administrator. */
  record ConfigurationProblem(Problem problem) implements Event {
    @Override
    public Level level() {
      return problem.severity() == Problem.Severity.WARNING ? Level.WARNING : Level.ERROR;
    }

    @Override
    public String text() {
      String consequence =
          switch (problem.severity()) {
            case FATAL -> "Nothing can be served: ";
            case DISABLES_PROVIDER ->
                "Provider " + problem.provider().orElse("?") + " cannot be served so: ";
            case WARNING -> "";
          };
      return consequence + problem;
    }
  }

  /** What was wrong with the configuration is wrong no longer. */
  record ProblemMended(Problem problem) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Mended: " + problem.subject();
    }
  }

  /** The configuration was read again and differs. */
  record Reconfigured(List<String> providers, int credentials) implements Event {
    /** Takes a copy of the providers. */
    public Reconfigured {
      providers = List.copyOf(providers);
    }

    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Configuration changed for %s: checking %d credentials against it"
          .formatted(String.join(", ", providers), credentials);
    }
  }

  /** The configuration could not be read; the last one stays. */
  record ConfigurationUnreadable(String reason) implements Event {
    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String text() {
      return "Keeping the last good configuration: " + reason;
    }
  }

  /** The configuration can be used that could not be before. */
  record ConfigurationMended() implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Mended: the configuration can be used again";
    }
  }

  /** Something of the system that the monitor can do without. */
  record Degraded(String what, String consequence) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return what + "; " + consequence;
    }
  }

  /** The whole credential directory could not be looked at. */
  record DirectoryUnreadable(Path directory, String reason) implements Event {
    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String text() {
      return "Cannot look at " + directory + ": " + reason + "; trying again within a minute";
    }
  }

  /** The system's clock was set, or the machine was suspended. */
  record ClockStepped(Duration step) implements Event {
    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "The clock was set by %d s, or the machine slept: checking every credential"
          .formatted(step.toSeconds());
    }
  }

  /** Temporary files of a run that was killed have been removed. */
  record LeftoversRemoved(int files) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Removed " + files + " temporary files of an earlier run";
    }
  }

  /** Told with full debugging: what a wake-up was for and what it cost. */
  record Looked(String cause, int newUsers, Duration took) implements Event {
    @Override
    public Level level() {
      return Level.DETAIL;
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "Looked at the directory (%s): %d new users, took %.1f ms",
          cause,
          newUsers,
          took.toNanos() / 1e6);
    }
  }

  /** The monitor ends. */
  record Stopping(String cause) implements Event {
    @Override
    public Level level() {
      return Level.NORMAL;
    }

    @Override
    public String text() {
      return "Stopping: " + cause;
    }
  }

  private static String withoutUser(String reason, CredentialId id) {
    return reason.replace("/" + id.user() + "/", "/*/");
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
