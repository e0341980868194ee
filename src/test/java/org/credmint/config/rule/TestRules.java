// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import org.credmint.config.claim.JobScoping;

/** Policy rules for the tests of other rooms. */
public final class TestRules {
  private TestRules() {}

  /** The rules of a provider that issues for users. */
  public static PolicyRules of(String text) {
    return new PolicyParser(JobScoping.NONE).parse(text);
  }
}
