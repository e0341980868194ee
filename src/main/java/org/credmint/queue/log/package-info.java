// SPDX-License-Identifier: Apache-2.0
/**
 * The schedd's job queue log as a file: its lines, where its last whole transaction ends, and whether
 * it is still the file that was read before.
 *
 * <p>The door is {@link org.credmint.queue.log.JobQueueLogFile}. Seen with HTCondor 23.9.6 and
 * 25.14.1.
 */
@NullMarked
package org.credmint.queue.log;

import org.jspecify.annotations.NullMarked;
