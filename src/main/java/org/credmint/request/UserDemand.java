package org.credmint.request;

import java.util.List;

/**
 * What one user's directory holds.
 *
 * @param requests the credentials asked for, of providers that we serve
 * @param anomalies what is left alone
 * @param leftovers names of temporary files
 */
public record UserDemand(List<Request> requests, List<Anomaly> anomalies, List<String> leftovers) {
  /** Takes copies. */
  public UserDemand {
    requests = List.copyOf(requests);
    anomalies = List.copyOf(anomalies);
    leftovers = List.copyOf(leftovers);
  }
}
