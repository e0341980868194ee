// SPDX-License-Identifier: Apache-2.0
/**
 * What the job queue says of jobs, as the other rooms use it: which jobs request credentials, their
 * status and attributes, and what of the queue is worth reading.
 *
 * <p>Values only. The door is {@link org.credmint.queue.job.JobRequest}.
 */
@NullMarked
package org.credmint.queue.job;

import org.jspecify.annotations.NullMarked;
