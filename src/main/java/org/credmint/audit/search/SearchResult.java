// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.time.Instant;
import java.util.Optional;

/**
 * What was read of an audit log, whatever was found in it.
 *
 * @param damaged how many lines are damaged, so that nobody knows what they said
 * @param first the time of the oldest line; empty where there is none
 * @param last the time of the newest line; empty where there is none
 */
public record SearchResult(long damaged, Optional<Instant> first, Optional<Instant> last) {}
