// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.log;

/** Takes the lines of the log. */
@FunctionalInterface
public interface LineReader {
  /**
   * Takes one line.
   *
   * @param buffer holds it, until this returns
   * @param from where it begins in the buffer
   * @param to where it ends, without its line end
   * @param whole false where the line goes on beyond what the buffer could hold
   */
  void line(byte[] buffer, int from, int to, boolean whole);
}
