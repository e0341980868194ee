// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.credmint.credential.CredentialId;

/** What happened in the credential directory, or to a file there. */
public sealed interface DirectoryEvent extends Event {
  /**
   * Nobody requests a credential any more, and its file is gone.
   *
   * @param file its path, in the credential directory or to where it was exported
   */
  record Removed(CredentialId id, String file, String why) implements DirectoryEvent, Notice {
    @Override
    public String text() {
      return "Removed " + file + ": " + why;
    }
  }

  /** A file that nobody may have any more could not be removed. */
  record NotRemoved(CredentialId id, String file, String why, String reason, Instant retryAt)
      implements DirectoryEvent, Failure, Warning {
    @Override
    public String text() {
      return "Failed to remove %s (%s): %s; retrying at %s"
          .formatted(file, why, reason, Words.seconds(retryAt));
    }

    @Override
    public String kind() {
      return Words.withoutUser(reason, id).replace(id.stem(), "*");
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
  record MoreNotRemoved(int times, String kind, Level level) implements DirectoryEvent {
    @Override
    public String text() {
      return "Failed to remove files of jobs %s within a minute: %s"
          .formatted(Words.count(times, "more time"), kind);
    }
  }

  /** A file is named like a job's credential, but no job requests it and we did not make it. */
  record ForeignFile(CredentialId id, String reason) implements DirectoryEvent, Failure, Warning {
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
  record MoreForeignFiles(int times, String kind, Level level) implements DirectoryEvent {
    @Override
    public String text() {
      return "Leaving %s as they are that are named like per-job credentials: %s"
          .formatted(Words.count(times, "more file"), kind);
    }
  }

  /** Something in the credential directory that HTCondor would not create; it is left alone. */
  record UnexpectedEntry(String where, String reason) implements DirectoryEvent, Warning {
    @Override
    public String text() {
      return "Ignoring " + where + ": " + reason;
    }
  }

  /** A user's directory is gone: the credd has removed it. */
  record UserGone(String user) implements DirectoryEvent, Detail {
    @Override
    public String text() {
      return "Forgetting user " + user + ": directory is gone";
    }
  }

  /** Changes in the credential directory are noticed late. */
  record DirectoriesNotWatched(String reason) implements DirectoryEvent, Warning {
    @Override
    public String text() {
      return "Cannot watch directories: "
          + reason
          + "; changes are found at SIGHUP and once a minute";
    }
  }

  /** Changes in some users' directories are noticed late. */
  record WatchLimitReached(int watches) implements DirectoryEvent, Warning {
    @Override
    public String text() {
      return "The system allows only %d directory watches (fs.inotify.max_user_watches)"
              .formatted(watches)
          + "; changes elsewhere are found at SIGHUP and once a minute";
    }
  }

  /** The credential directory cannot be read. */
  record DirectoryUnreadable(Path directory, String reason) implements DirectoryEvent, Alarm {
    @Override
    public String text() {
      return "Cannot read " + directory + ": " + reason + "; retrying within a minute";
    }
  }

  /** Temporary files of a run that was killed were removed. */
  record StaleTempFilesRemoved(int files) implements DirectoryEvent, Notice {
    @Override
    public String text() {
      return "Removed " + Words.count(files, "temporary file") + " of an earlier run";
    }
  }

  /** What a look at the whole directory was for, and what it cost. */
  record DirectoryScanned(String cause, int newUsers, Duration took)
      implements DirectoryEvent, Detail {
    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "Scanned credential directory (%s): %s, took %.1f ms",
          cause,
          Words.count(newUsers, "new user"),
          took.toNanos() / 1e6);
    }
  }
}
