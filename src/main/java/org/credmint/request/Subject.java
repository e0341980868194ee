// SPDX-License-Identifier: Apache-2.0
package org.credmint.request;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobAttributes;
import org.credmint.credential.JobId;

/** For whom a credential is. */
public sealed interface Subject {
  /** The user whose it is, as HTCondor names users in its credential directory. */
  String owner();

  /**
   * A user, for all of whose jobs it is.
   *
   * @param login tells what the user logged in with from what was there before; 0 where it is not
   *     of interest
   */
  record User(String owner, long login) implements Subject {
    /** A user of whom no login is of interest. */
    public User(String owner) {
      this(owner, 0);
    }
  }

  /**
   * A job, or the jobs of a cluster.
   *
   * @param owner the jobs' owner
   * @param id the job or cluster
   * @param attributes of the job's ad; of a cluster, those that stand in the cluster's own ad
   * @param overridden for a cluster, the attributes of which one of its jobs has a value of its own
   *     that differs; empty for a job
   * @param rest why the job cannot run; empty where it waits or runs
   */
  record Job(
      String owner, JobId id, JobAttributes attributes, Set<String> overridden, Optional<Rest> rest)
      implements Subject {
    /** Takes a copy. */
    public Job {
      overridden = Set.copyOf(overridden);
    }

    /** Whether it waits or runs: it is neither on hold nor removed. */
    public boolean mayRun() {
      return rest.isEmpty();
    }
  }

  /**
   * Something that an administrator named, such as a pilot's site.
   *
   * @param name its name
   * @param attributes what the administrator says of it
   */
  record Target(String owner, String name, Map<String, AttributeValue> attributes)
      implements Subject {
    /** Takes a copy. */
    public Target {
      attributes = Map.copyOf(attributes);
    }
  }
}
