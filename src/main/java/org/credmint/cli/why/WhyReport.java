// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.PrintWriter;
import java.util.List;
import org.credmint.diagnosis.Diagnosis;

/** Prints what was found. */
interface WhyReport {
  /**
   * Prints it.
   *
   * @param asked what somebody asked about
   * @param all one or more
   */
  void print(String asked, List<Diagnosis> all, PrintWriter out);
}
