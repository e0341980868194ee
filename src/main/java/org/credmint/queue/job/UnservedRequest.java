// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import org.credmint.credential.JobId;

/**
 * A job that asks for a credential of its own from nobody whom we serve: a transform or a submit
 * file names a provider that does not exist, or one of another monitor.
 *
 * @param provider whom it asks, as it wrote it: any text without blanks and commas, of 255
 *     characters at most
 * @param job the job or cluster that it asks for
 * @param user the job's owner
 */
public record UnservedRequest(String provider, JobId job, String user) {}
