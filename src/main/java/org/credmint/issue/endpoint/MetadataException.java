// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.io.IOException;

/** An issuer's metadata do not tell where it gives tokens. */
final class MetadataException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** What is wrong with them. */
  enum Fault {
    /** None came: the issuer is away, or has too much to do. */
    NOT_SERVED,
    /** It has none at that place. */
    NOT_THERE,
    /** They came, and are not what they have to be. */
    WRONG
  }

  MetadataException(String message, Fault fault) {
    super(message);
    this.fault = fault;
  }

  /** The same once more, for another who asks. */
  MetadataException(MetadataException before) {
    super(before.getMessage(), before);
    this.fault = before.fault;
  }

  Fault fault() {
    return fault;
  }
}
