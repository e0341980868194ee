package org.credmint.queue;

/** A file that is there but cannot be followed as a job queue log, with the reason. */
final class UnusableLog extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableLog(String message) {
    super(message);
  }
}
