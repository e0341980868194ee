// SPDX-License-Identifier: Apache-2.0
/**
 * What the schedd's jobs ask for: follows the job queue log, and tells which job-granular
 * credentials are wanted, and which are wanted no more.
 *
 * <p>The door is {@link org.credmint.queue.JobQueue}. The log holds every attribute of every job,
 * and may have a gigabyte; what nobody wants is skipped without being looked at, and what is kept
 * of a job that asks for nothing is a few bytes. Seen with HTCondor 23.9.6 and 25.14.1.
 */
@NullMarked
package org.credmint.queue;

import org.jspecify.annotations.NullMarked;
