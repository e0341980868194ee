// SPDX-License-Identifier: Apache-2.0
/**
 * What the schedd's jobs request: follows the job queue log, and tells which per-job credentials are
 * requested, and which are not any more.
 *
 * <p>The door is {@link org.credmint.queue.JobQueue}. The log holds every attribute of every job, and
 * may have a gigabyte; what nobody wants is skipped without being looked at.
 */
@NullMarked
package org.credmint.queue;

import org.jspecify.annotations.NullMarked;
