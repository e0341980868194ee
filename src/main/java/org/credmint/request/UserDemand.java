package org.credmint.request;

import java.util.List;
import org.credmint.credential.CredentialId;

/**
 * What one user's directory holds.
 *
 * @param requests the credentials asked for, of providers that we serve
 * @param anomalies what is left alone
 * @param leftovers names of temporary files
 * @param ofJobs the credentials of jobs that have a file
 */
public record UserDemand(
    List<Request> requests,
    List<Anomaly> anomalies,
    List<String> leftovers,
    List<CredentialId> ofJobs) {
  /** Takes copies. */
  public UserDemand {
    requests = List.copyOf(requests);
    anomalies = List.copyOf(anomalies);
    leftovers = List.copyOf(leftovers);
    ofJobs = List.copyOf(ofJobs);
  }
}
