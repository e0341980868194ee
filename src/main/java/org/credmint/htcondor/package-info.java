// SPDX-License-Identifier: Apache-2.0
/**
 * Everything that is HTCondor's own: knobs, ClassAd expressions, names in the credential directory,
 * the daemon's log, readiness, and its libraries.
 *
 * <p>The door is {@link org.credmint.htcondor.HtcondorInstallation}, which finds HTCondor's tools
 * and libraries on this machine; the log is opened by {@link org.credmint.htcondor.DaemonLog}.
 * HTCondor is asked by its command-line tools, since its library ends the process as it sees fit
 * and speaks only C++. Whatever is missing or fails comes back as a value with a reason. Tried with
 * 23.9.6 and 25.14.1.
 */
@NullMarked
package org.credmint.htcondor;

import org.jspecify.annotations.NullMarked;
