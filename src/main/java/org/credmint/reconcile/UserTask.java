// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.List;

/**
 * A user that a worker is to go through.
 *
 * @param user whose
 * @param known what is remembered of the user's credentials
 * @param recheck whether every file has to be read again and compared with the configuration
 * @param watchKey by which events of the user's directory are known
 * @param watched whether the directory is already watched
 */
public record UserTask(
    String user, List<CredentialRecord> known, boolean recheck, int watchKey, boolean watched) {}
