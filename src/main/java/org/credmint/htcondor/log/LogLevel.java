// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

/** How HTCondor's daemons call a kind of line. */
enum LogLevel {
  /** Ordinary news. */
  ALWAYS("D_ALWAYS"),
  /** Something stands still. */
  ERROR("D_ERROR"),
  /** For those who look for a fault; written with {@code D_FULLDEBUG} or {@code D_ALWAYS:2}. */
  FULLDEBUG("D_ALWAYS:2");

  private final String category;

  LogLevel(String category) {
    this.category = category;
  }

  /** What stands in the header when {@code D_CATEGORY} is set. */
  String category() {
    return category;
  }
}
