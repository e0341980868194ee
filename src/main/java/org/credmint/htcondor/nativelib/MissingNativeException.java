// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.nativelib;

/** A library, or a function that it should have, is not there. */
final class MissingNativeException extends Exception {
  private static final long serialVersionUID = 1L;

  MissingNativeException(String message) {
    super(message);
  }

  MissingNativeException(String message, UnsatisfiedLinkError cause) {
    super(message + ": " + firstLine(String.valueOf(cause.getMessage())), cause);
  }

  /** JNA lists all the places where it looked, on a line each. */
  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
