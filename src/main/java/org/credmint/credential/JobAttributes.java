// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import java.util.Optional;

/** What is known of a job's ad: the attributes that somebody asked to be kept. */
@FunctionalInterface
public interface JobAttributes {
  /** Knows nothing. */
  JobAttributes NONE = name -> Optional.empty();

  /**
   * The value of one attribute: the job's own, else the cluster's.
   *
   * @param name in any case
   * @return empty where the ad has no such attribute
   */
  Optional<AttributeValue> get(String name);
}
