// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.time.Duration;

/**
 * How often running jobs fetch their credentials again, and how we know.
 *
 * @param value the interval
 * @param source the knob it was read from, or that it is HTCondor's default
 */
public record PullInterval(Duration value, Source source) {
  /**
   * Where the interval was read. An execution point's own knob cannot be seen from an access point.
   */
  public enum Source {
    /** {@code CREDMINT_PULL_INTERVAL}. */
    CREDMINT_PULL_INTERVAL("CREDMINT_PULL_INTERVAL"),
    /** The access point's own {@code SEC_CREDENTIAL_REFRESH}. */
    SEC_CREDENTIAL_REFRESH("SEC_CREDENTIAL_REFRESH"),
    /** Neither knob is set: HTCondor's 300 seconds. */
    HTCONDOR_DEFAULT("the default of HTCondor");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    /** As messages name it. */
    @Override
    public String toString() {
      return text;
    }
  }
}
