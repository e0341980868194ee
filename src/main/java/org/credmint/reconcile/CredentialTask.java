// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.request.Destination;
import org.credmint.request.Request;

/**
 * A credential that a worker is to see to.
 *
 * @param id which
 * @param destination where its file is
 * @param request what is wanted; empty where the file is to be removed
 * @param known what is remembered of it
 * @param recheck whether the file has to be read again and compared with the configuration
 * @param renew whether it is to be renewed although it is not due
 * @param doomed whether the removal is already recorded in the audit log
 * @param unwanted why the file is to be removed; empty where it is not
 */
public record CredentialTask(
    CredentialId id,
    Destination destination,
    Optional<Request> request,
    CredentialRecord known,
    boolean recheck,
    boolean renew,
    boolean doomed,
    String unwanted) {}
