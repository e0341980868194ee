// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

import com.sun.jna.ptr.PointerByReference;

/** libSciTokens said no. */
final class SciTokensException extends Exception {
  private static final long serialVersionUID = 1L;

  SciTokensException(String message) {
    super(message);
  }

  /**
   * Throws when a function has failed.
   *
   * @param result what it returned: 0 when all went well
   * @param message where it put its reason, which is freed
   */
  static void check(String function, int result, PointerByReference message)
      throws SciTokensException {
    String text = NativeApi.takeText(message.getValue());
    if (result != 0) {
      throw new SciTokensException(text.isEmpty() ? function + " failed" : text);
    }
  }
}
