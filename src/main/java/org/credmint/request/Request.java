// SPDX-License-Identifier: Apache-2.0
package org.credmint.request;

import org.credmint.credential.CredentialId;

/**
 * A credential that is wanted, whoever asks for it.
 *
 * @param id which
 * @param subject for whom
 * @param destination where it is read
 * @param retention what becomes of its file when it is requested no longer
 */
public record Request(
    CredentialId id, Subject subject, Destination destination, Retention retention) {

  /** What becomes of a credential's file when nobody requests it any longer. */
  public enum Retention {
    /** It stays until HTCondor's credd sweeps it: jobs may still read it. */
    KEEP,
    /** It is removed: what it was made for is over. */
    REMOVE
  }
}
