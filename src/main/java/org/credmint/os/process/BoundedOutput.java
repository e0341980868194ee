// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Collects what a command writes, up to a limit; beyond it the command is ended. */
final class BoundedOutput extends OutputStream {

  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final int maxBytes;
  private final Runnable onOverflow;
  private boolean overflowed;

  BoundedOutput(int maxBytes, Runnable onOverflow) {
    this.maxBytes = maxBytes;
    this.onOverflow = onOverflow;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (!take(bytes, offset, length)) {
      onOverflow.run();
    }
  }

  /** Once it was too much, the rest is thrown away, so that the pipe empties and the pump ends. */
  private synchronized boolean take(byte[] bytes, int offset, int length) {
    if (overflowed || length > maxBytes - collected.size()) {
      overflowed = true;
      return false;
    }
    collected.write(bytes, offset, length);
    return true;
  }

  synchronized boolean overflowed() {
    return overflowed;
  }

  synchronized byte[] bytes() {
    return collected.toByteArray();
  }
}
