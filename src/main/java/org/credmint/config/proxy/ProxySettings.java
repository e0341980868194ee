// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.proxy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What proxies are made from, and what they say.
 *
 * @param source the long-lived certificate
 * @param keyType the new key of each proxy
 * @param limited whether it is of no use for submitting jobs
 * @param pathLength how many proxies may be made from it in a row; empty for any number
 * @param readers how often HTCondor looks at them
 */
public record ProxySettings(
    Source source,
    ProxyKeyType keyType,
    boolean limited,
    OptionalInt pathLength,
    ProxyReaders readers) {

  /**
   * A long-lived certificate and what belongs to it.
   *
   * @param certificate the file with the certificate, and after it those who issued it, but the
   *     root
   * @param privateKey the file with its private key; perhaps the same
   * @param passphrase the file with the passphrase of the key; empty where the key is not encrypted
   * @param authorities the directory of the certificate authorities that are trusted, as {@code
   *     X509_CERT_DIR} has it
   */
  public record Source(
      Path certificate, Path privateKey, Optional<Path> passphrase, Path authorities) {}
}
