// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.List;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.queue.job.JobRequest;

/**
 * Credentials of one user's jobs that a worker is to see to.
 *
 * @param user whose
 * @param items which
 */
public record JobTask(String user, List<Item> items) {
  /**
   * One of them.
   *
   * @param id which
   * @param request what the job asks for; empty where the file is to be removed
   * @param known what is remembered of it
   * @param recheck whether the file has to be read again and compared with the configuration
   * @param doomed whether the removal is already recorded in the audit log
   * @param unwanted why the file is to be removed; empty where it is not
   */
  public record Item(
      CredentialId id,
      Optional<JobRequest> request,
      CredentialRecord known,
      boolean recheck,
      boolean doomed,
      String unwanted) {}

  /** Takes a copy. */
  public JobTask {
    items = List.copyOf(items);
  }
}
