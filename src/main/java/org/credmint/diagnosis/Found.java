// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.Sight;
import org.credmint.status.CredentialStatus;

/**
 * All that was found of one credential.
 *
 * @param explanation what the daemon would do by the configuration on disk
 * @param sight what is on disk; empty where nobody could look for it
 * @param status what the daemon says of it; empty where it does not list it
 * @param listsAll whether the daemon lists every credential that it knows
 * @param reader who reads it, and when
 */
public record Found(
    Explanation explanation,
    Optional<Sight> sight,
    Optional<CredentialStatus> status,
    boolean listsAll,
    Reader reader) {

  /**
   * What the one who reads a credential in the credential directory asks of its file: HTCondor's
   * shadow.
   *
   * @param owner the user id that the file has to have: root's, or that of a pool of its own
   * @param trusting whether it reads files of any owner and mode ({@code
   *     TRUST_CREDENTIAL_DIRECTORY})
   * @param pullInterval how often jobs fetch
   * @param now the moment of the look
   */
  public record Reader(int owner, boolean trusting, Duration pullInterval, Instant now) {}
}
