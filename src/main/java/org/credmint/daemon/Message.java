// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.util.List;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.directory.DirectoryScan;
import org.credmint.event.Event;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.index.QueueNews;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.reconcile.JobReport;
import org.credmint.reconcile.UserReport;

/** What reaches the loop: signals, changes on disk, and the results of workers. */
sealed interface Message {
  /** SIGHUP: look again and read the configuration again. The two cannot be distinguished. */
  record Sighup() implements Message {}

  /** A signal to end. */
  record Stop(String cause) implements Message {}

  /** Something in a user's directory has changed, or the directory is new. */
  record UserChanged(String user) implements Message {}

  /**
   * A watched user's directory has changed.
   *
   * @param watchKey whose
   * @param watchEnded whether no more word will come
   */
  record DirectoryChanged(int watchKey, boolean watchEnded) implements Message {}

  /** Changes were lost: only a comparison of all directories finds them. */
  record ChangesLost() implements Message {}

  /**
   * A worker has been through some users.
   *
   * @param generation which configuration it used
   */
  record RoundDone(List<UserReport> reports, int generation) implements Message {}

  /** The job queue log was written to. */
  record QueueGrew() implements Message {}

  /** A worker has read what is new in the job queues. */
  record QueuesRead(List<QueueNews> news) implements Message {
    /** Takes a copy. */
    public QueuesRead {
      news = List.copyOf(news);
    }
  }

  /**
   * A worker has been through some jobs.
   *
   * @param generation which configuration it used
   */
  record JobsDone(List<JobReport> reports, int generation) implements Message {}

  /**
   * A worker has had jobs put on hold.
   *
   * @param answer what became of each
   */
  record HoldDone(HoldRequest order, JobHolds.Answer answer) implements Message {}

  /** Somebody else who was asked for a credential has answered. */
  record Answered(CredentialId id) implements Message {}

  /** A worker has compared all directories. */
  record ScanDone(DirectoryScan scan) implements Message {}

  /** A worker has read the configuration again. */
  record ReloadDone(ConfigurationLoad load) implements Message {}

  /** Something that another thread has to tell, or that it is done with nothing to tell. */
  record EventRaised(Optional<Event> event) implements Message {}

  /** A worker broke on an error that nobody foresaw: the program cannot be trusted any more. */
  record WorkerCrashed(Throwable cause) implements Message {}
}
