// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.queue.job.JobStatus;
import org.credmint.request.CredentialFilter;
import org.credmint.request.Request;

/** What is new about the credentials that are wanted. */
public sealed interface DemandChange {
  /** A credential is requested: for the first time, or in another way, or still. */
  record Requested(Request request, Urgency urgency) implements DemandChange {}

  /**
   * It is requested no longer.
   *
   * @param why for the log
   * @param fileGone whether its file was found to be gone too
   */
  record Withdrawn(CredentialId id, String why, boolean fileGone) implements DemandChange {
    /** One whose file may still be there. */
    public Withdrawn(CredentialId id, String why) {
      this(id, why, false);
    }
  }

  /**
   * A job asks by the name of another schedd's job. Neither may have a file of that name: it would
   * be one token for two jobs.
   *
   * @param named the credential that the name stands for
   * @param job the job that asks
   * @param status of that job
   */
  record Intruded(CredentialId named, JobId job, JobStatus status) implements DemandChange {}

  /** It does so no more. */
  record IntrusionEnded(CredentialId named, JobId job) implements DemandChange {}

  /**
   * All that one schedd's queue wants has been told: whatever else is known of it is over.
   * Credentials of a provider that no longer issues for jobs are forgotten, but their files stay: a
   * job may be running with one.
   *
   * @param schedd its local name
   * @param requested what its jobs request
   * @param intrusions what its jobs ask for by others' names
   * @param providers those that issue for jobs
   */
  record QueueTold(
      String schedd,
      Set<CredentialId> requested,
      Set<IntrusionEnded> intrusions,
      Set<String> providers)
      implements DemandChange {
    /** Takes copies. */
    public QueueTold {
      requested = Set.copyOf(requested);
      intrusions = Set.copyOf(intrusions);
      providers = Set.copyOf(providers);
    }
  }

  /**
   * Only the queues of these schedds are followed from now on; the credentials of others' jobs are
   * forgotten, and their files stay.
   *
   * @param schedds their local names
   */
  record QueuesFollowed(Set<String> schedds) implements DemandChange {
    /** Takes a copy. */
    public QueuesFollowed {
      schedds = Set.copyOf(schedds);
    }
  }

  /**
   * What is taken back has changed for these credentials.
   *
   * @param which those that match one of these
   */
  record RevocationsChanged(List<CredentialFilter> which) implements DemandChange {
    /** Takes a copy. */
    public RevocationsChanged {
      which = List.copyOf(which);
    }
  }

  /**
   * An administrator wants credentials renewed before they are due.
   *
   * @param filter which
   * @param answer takes whether all were renewed, and what became of each, a line each; called by a
   *     worker
   */
  record RenewalWanted(CredentialFilter filter, BiConsumer<Boolean, List<String>> answer)
      implements DemandChange {}

  /**
   * A user's directory was listed.
   *
   * @param user whose
   * @param files the credentials that have a file there
   */
  record Listed(String user, List<CredentialId> files) implements DemandChange {
    /** Takes a copy. */
    public Listed {
      files = List.copyOf(files);
    }
  }
}
