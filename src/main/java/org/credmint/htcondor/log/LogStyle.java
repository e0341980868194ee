// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

/**
 * What stands in front of a message, and whether messages for fault-finding are written.
 *
 * @param fullDebug whether {@link DaemonLog#fullDebug} is written
 * @param timestamps seconds since 1970 in place of the date ({@code LOGS_USE_TIMESTAMP}, {@code
 *     D_TIMESTAMP})
 * @param subSeconds milliseconds too ({@code D_SUB_SECOND})
 * @param pid the process id too ({@code D_PID})
 * @param category HTCondor's category too ({@code D_CATEGORY})
 * @param timeFormat of the date
 */
record LogStyle(
    boolean fullDebug,
    boolean timestamps,
    boolean subSeconds,
    boolean pid,
    boolean category,
    TimeFormat timeFormat) {}
