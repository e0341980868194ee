// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processes of this machine.
 *
 * @param proc where the kernel shows them: {@code /proc}
 */
public record ProcessList(Path proc) {
  private static final String THE_FIRST = "1";

  /**
   * Whether a process of this number may exist. Mounted with {@code hidepid=2}, /proc hides the
   * processes of other users, the first one included: then nothing can be said of any.
   */
  public boolean mayHave(long pid) {
    return Files.exists(proc.resolve(Long.toString(pid))) || !Files.exists(proc.resolve(THE_FIRST));
  }
}
