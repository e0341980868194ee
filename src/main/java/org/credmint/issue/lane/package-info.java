// SPDX-License-Identifier: Apache-2.0
/**
 * Where issuers that wait for somebody else do so. The door is {@link
 * org.credmint.issue.lane.LaneIssuer}, which has another issuer issue in a {@link
 * org.credmint.issue.lane.Lane}.
 */
@NullMarked
package org.credmint.issue.lane;

import org.jspecify.annotations.NullMarked;
