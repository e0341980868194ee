package org.credmint.queue;

/** A file that is there but cannot be followed as a job queue log, with the reason. */
final class UnusableLog extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean unfinished;

  UnusableLog(String message) {
    this(message, false);
  }

  private UnusableLog(String message, boolean unfinished) {
    super(message);
    this.unfinished = unfinished;
  }

  /** A file that may become a log: the schedd has written no line of it yet. */
  static UnusableLog unfinished(String message) {
    return new UnusableLog(message, true);
  }

  boolean isUnfinished() {
    return unfinished;
  }
}
