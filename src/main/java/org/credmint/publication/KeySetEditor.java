// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import java.nio.file.Path;
import org.credmint.os.file.Directory;

/**
 * A published directory that nobody else changes until this is closed, so that what was read is
 * still there when it is written. Held for moments only, and never while a key ring is locked anew.
 */
public final class KeySetEditor implements AutoCloseable {
  private final KeySetDirectory published;
  private final Directory lock;

  KeySetEditor(KeySetDirectory published, Directory lock) {
    this.published = published;
    this.lock = lock;
  }

  /** See {@link KeySetDirectory#read}. */
  public KeySet read(String issuer) throws KeySetException {
    return published.read(issuer);
  }

  /**
   * Publishes an issuer's keys, and returns when they are on the disk.
   *
   * @return where the key set stands
   * @throws KeySetException where the directory cannot be trusted or written
   */
  public Path write(String issuer, KeySet keys) throws KeySetException {
    return published.write(issuer, keys);
  }

  @Override
  public void close() {
    lock.close();
  }
}
