// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.List;
import org.credmint.request.Destination.Place;

/**
 * Credentials that a worker is to see to, and whose files are in one directory.
 *
 * @param place the directory
 * @param credentials which
 */
public record DirectoryTask(Place place, List<CredentialTask> credentials) {
  /** Takes a copy. */
  public DirectoryTask {
    credentials = List.copyOf(credentials);
  }
}
