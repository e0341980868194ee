// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

/** The signature algorithms (RFC 7518 section 3.1) that SciTokens and WLCG readers accept. */
public enum SigningAlgorithm {
  /** ECDSA with P-256 and SHA-256. */
  ES256,
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RS256
}
