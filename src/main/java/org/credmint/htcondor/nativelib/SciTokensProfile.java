// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

/** The rules by which libSciTokens judges a token: its {@code SciTokenProfile}. */
public enum SciTokensProfile {
  /** Whatever the token claims to be; this is what HTCondor asks for. */
  ANY(0),
  /** {@code scitokens:1.0}, or no version at all. */
  SCITOKENS_1(1),
  /** {@code scitoken:2.0}. */
  SCITOKENS_2(2),
  /** {@code wlcg.ver} 1.0. */
  WLCG_1(3),
  /** RFC 9068. */
  AT_JWT(4);

  private final int number;

  SciTokensProfile(int number) {
    this.number = number;
  }

  /** Its number in the C API. */
  int number() {
    return number;
  }
}
