// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.credmint.os.process.CommandResult;

/** The part of {@link org.credmint.os.process.Commands} that this room needs. */
@FunctionalInterface
interface CommandRunner {

  /** See {@link org.credmint.os.process.Commands#run}. */
  CommandResult run(
      List<String> argv,
      Map<String, String> env,
      byte[] stdin,
      Duration timeout,
      int maxOutputBytes);
}
