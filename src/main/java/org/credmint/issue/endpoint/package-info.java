// SPDX-License-Identifier: Apache-2.0
/**
 * Remote OAuth 2.0 authorization servers: where they give tokens, who HTCondor is there, what is
 * sent and what comes back, and how often they may be asked.
 *
 * <p>The door is {@link org.credmint.issue.endpoint.TokenEndpoint}. Nothing here is loaded where no
 * such service is configured.
 */
@NullMarked
package org.credmint.issue.endpoint;

import org.jspecify.annotations.NullMarked;
