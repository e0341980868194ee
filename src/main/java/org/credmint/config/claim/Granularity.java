// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

/** For what one credential is issued ({@code CREDMINT_GRANULARITY}). */
public enum Granularity {
  /** One for each user and handle, shared by all of the user's jobs. */
  USER,
  /** One for each cluster of jobs. */
  CLUSTER,
  /** One for each job. */
  JOB
}
