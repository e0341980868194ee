// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

/** A key set cannot be read, written or joined. The message says why and what to do. */
public final class KeySetException extends Exception {
  private static final long serialVersionUID = 1L;

  KeySetException(String message) {
    super(message);
  }
}
