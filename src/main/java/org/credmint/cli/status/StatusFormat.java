// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.io.PrintWriter;

/** A form in which the state is printed. */
interface StatusFormat {
  /** Prints it. */
  void print(StatusView view, PrintWriter out);

  /** The state cannot be known; people have read the reason on the error stream. */
  void printUnknown(String reason, PrintWriter out);
}
