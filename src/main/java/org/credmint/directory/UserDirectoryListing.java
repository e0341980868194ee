// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.util.List;
import org.credmint.credential.CredentialId;

/**
 * What one user's directory holds.
 *
 * @param requests the credentials asked for, of providers that we serve
 * @param anomalies what is left alone
 * @param staleTempFiles names of temporary files
 * @param present the credentials that have a file, of those asked for here and of those that are
 *     named like a job's
 */
public record UserDirectoryListing(
    List<CredentialId> requests,
    List<Anomaly> anomalies,
    List<String> staleTempFiles,
    List<CredentialId> present) {
  /** Takes copies. */
  public UserDirectoryListing {
    requests = List.copyOf(requests);
    anomalies = List.copyOf(anomalies);
    staleTempFiles = List.copyOf(staleTempFiles);
    present = List.copyOf(present);
  }
}
