// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.log;

/** A file that is there but cannot be followed as a job queue log, with the reason. */
public final class UnusableLogException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean unfinished;

  public UnusableLogException(String message) {
    this(message, false);
  }

  private UnusableLogException(String message, boolean unfinished) {
    super(message);
    this.unfinished = unfinished;
  }

  /** A file that may become a log: the schedd has written no line of it yet. */
  static UnusableLogException unfinished(String message) {
    return new UnusableLogException(message, true);
  }

  /** Whether the file may yet become a log: the schedd has written no line of it. */
  public boolean isUnfinished() {
    return unfinished;
  }
}
