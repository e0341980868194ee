// SPDX-License-Identifier: Apache-2.0
package org.credmint.request;

import java.util.List;
import org.credmint.credential.CredentialId;

/**
 * What one user's directory holds.
 *
 * @param requests the credentials asked for, of providers that we serve
 * @param anomalies what is left alone
 * @param staleTempFiles names of temporary files
 * @param ofJobs the credentials of jobs that have a file
 */
public record UserDirectoryListing(
    List<Request> requests,
    List<Anomaly> anomalies,
    List<String> staleTempFiles,
    List<CredentialId> ofJobs) {
  /** Takes copies. */
  public UserDirectoryListing {
    requests = List.copyOf(requests);
    anomalies = List.copyOf(anomalies);
    staleTempFiles = List.copyOf(staleTempFiles);
    ofJobs = List.copyOf(ofJobs);
  }
}
