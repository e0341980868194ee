// SPDX-License-Identifier: Apache-2.0
/**
 * The HTCondor on this machine, and the names that its credd gives to files in the credential
 * directory.
 *
 * <p>The door is {@link org.credmint.htcondor.HtcondorInstallation}, which makes what the rooms below
 * it hold: tools and libraries. HTCondor is asked by its command-line tools, since its library ends
 * the process as it sees fit and speaks only C++.
 */
@NullMarked
package org.credmint.htcondor;

import org.jspecify.annotations.NullMarked;
