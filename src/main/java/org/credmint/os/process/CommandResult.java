// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

/** How a command ended. */
public sealed interface CommandResult {

  /**
   * It ran to its end.
   *
   * @param status its exit status; 128 + n when signal n ended it
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, and prints no content
  record Exited(int status, byte[] out, byte[] err) implements CommandResult {

    /** Tells status and sizes, not what the command said. */
    @Override
    public String toString() {
      return "Exited[status=%d, out=%d bytes, err=%d bytes]"
          .formatted(status, out.length, err.length);
    }
  }

  /** It was ended because its time was over, or because the waiting thread was interrupted. */
  record TimedOut() implements CommandResult {}

  /**
   * It never ran.
   *
   * @param reason why, as the system says it
   */
  record NotStarted(String reason) implements CommandResult {}

  /**
   * It was ended because it wrote more than allowed.
   *
   * @param maxOutputBytes what was allowed to each of standard output and standard error
   */
  record TooMuchOutput(int maxOutputBytes) implements CommandResult {}
}
