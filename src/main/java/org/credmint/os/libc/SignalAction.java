// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code struct sigaction} of glibc on 64-bit Linux: handler, mask of 128 bytes, flags. */
final class SignalAction {
  private static final int SIZE = 152;
  private static final int FLAGS_AT = 136;

  private SignalAction() {}

  static byte[] bytes(long handler, int flags) {
    byte[] action = new byte[SIZE];
    ByteBuffer.wrap(action)
        .order(ByteOrder.nativeOrder())
        .putLong(0, handler)
        .putInt(FLAGS_AT, flags);
    return action;
  }
}
