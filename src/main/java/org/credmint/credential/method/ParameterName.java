// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.util.Arrays;
import java.util.Optional;

/** The parameters that GlideinWMS passes to a site beside credentials. */
public enum ParameterName {
  /** The image of a virtual machine. */
  VM_ID("VMId"),
  /** The size of a virtual machine. */
  VM_TYPE("VMType"),
  /** The proxy that a pilot in a virtual machine uses. */
  GLIDEIN_PROXY("GlideinProxy"),
  /** The account at a site that is reached by SSH. */
  REMOTE_USERNAME("RemoteUsername"),
  /** The project that pays. */
  PROJECT_ID("ProjectId");

  private final String label;

  ParameterName(String label) {
    this.label = label;
  }

  /**
   * The parameter of this name, with or without underscores, in any case: {@code ProjectId}, {@code
   * project_id}.
   *
   * @return empty where there is none
   */
  public static Optional<ParameterName> named(String name) {
    String bare = name.replace("_", "");
    return Arrays.stream(values()).filter(one -> one.label.equalsIgnoreCase(bare)).findFirst();
  }

  @Override
  public String toString() {
    return label;
  }
}
