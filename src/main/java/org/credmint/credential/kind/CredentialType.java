// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of credentials, under the names and aliases of GlideinWMS. */
public enum CredentialType {
  /** Any signed JSON Web Token (RFC 7519). */
  TOKEN("token"),
  /** A JSON Web Token by the rules of SciTokens or of the WLCG profile. */
  SCITOKEN("scitoken"),
  /** HTCondor's own token: signed with a key of the pool, and accepted by its daemons. */
  IDTOKEN("idtoken"),
  /** An access token that only its issuer can read; its expiry stands beside it. */
  OPAQUE_TOKEN("opaque_token", "globus_compute_token"),
  /** A certificate (RFC 5280) or a proxy certificate (RFC 3820), with or without its chain. */
  X509_CERT("x509_cert", "grid_proxy"),
  /** The public half of an RSA key. */
  RSA_PUBLIC_KEY("rsa_public_key", "rsa_key"),
  /** The private half of an RSA key. */
  RSA_PRIVATE_KEY("rsa_private_key"),
  /** The public half of a key of another algorithm, such as an EC key. */
  PUBLIC_KEY("public_key"),
  /** The private half of a key of another algorithm. */
  PRIVATE_KEY("private_key"),
  /** A key and an initialization vector for AES-256 in CBC mode. */
  SYMMETRIC_KEY("symmetric_key"),
  /** Text that means something to its reader only. */
  TEXT("text", "auth_file"),
  /** A credential that is made anew for each target, and so is in no file. */
  DYNAMIC("dynamic", "generator"),
  /** A certificate and, in another file, its private key. */
  X509_PAIR("x509_pair", "cert_pair"),
  /** The two halves of an RSA key, in two files. */
  KEY_PAIR("key_pair"),
  /** A user's name and, in another file, the password. */
  USERNAME_PASSWORD("username_password");

  private final String label;
  private final String alias;

  CredentialType(String label) {
    this(label, "");
  }

  CredentialType(String label, String alias) {
    this.label = label;
    this.alias = alias;
  }

  /**
   * The type of this name.
   *
   * @param name a name or an alias, in any case
   * @return empty where no type has the name
   */
  public static Optional<CredentialType> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.isEmpty()
        ? Optional.empty()
        : Arrays.stream(values())
            .filter(type -> type.label.equals(lower) || type.alias.equals(lower))
            .findFirst();
  }

  /** Another name that it is known by; empty where there is none. */
  public Optional<String> alias() {
    return alias.isEmpty() ? Optional.empty() : Optional.of(alias);
  }

  /** Its name, such as {@code x509_cert}. */
  @Override
  public String toString() {
    return label;
  }

  /** Whether it has a public and a private half, in a file each. */
  public boolean isPair() {
    return this == X509_PAIR || this == KEY_PAIR || this == USERNAME_PASSWORD;
  }
}
