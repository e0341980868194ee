// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

/**
 * What kind of credential something is. Kinds are compared by their names.
 *
 * @param name as the audit log has it, such as {@code scitoken}
 * @param label as the log has it, such as {@code SciToken}
 * @param isToken whether it is sent in headers, whose length is limited
 */
public record CredentialKind(String name, String label, boolean isToken) {
  /** A signed JSON Web Token for storage and computing: SciTokens and WLCG tokens. */
  public static final CredentialKind SCITOKEN = new CredentialKind("scitoken", "SciToken", true);

  /** A token by which HTCondor's daemons and tools know each other, signed with a pool's key. */
  public static final CredentialKind IDTOKEN = new CredentialKind("idtoken", "IDTOKEN", true);

  /** A proxy certificate with its key (RFC 3820). */
  public static final CredentialKind X509_PROXY =
      new CredentialKind("x509_cert", "X.509 proxy", false);

  /** What an OAuth 2.0 authorization server gave, whatever its form. */
  public static final CredentialKind ACCESS_TOKEN =
      new CredentialKind("access_token", "access token", true);
}
