// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.option;

import java.util.Locale;
import picocli.CommandLine.Option;

/** Which daemon a command is about, where an access point has several. */
public final class DaemonOption {
  /** What HTCondor calls the daemon unless an administrator has chosen another name. */
  public static final String USUAL_NAME = "CREDMON_OAUTH";

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = USUAL_NAME,
      description = "HTCondor name of the daemon (default: ${DEFAULT-VALUE}).")
  private String name = USUAL_NAME;

  /** HTCondor's name of the daemon, in capital letters. */
  public String daemonName() {
    return name.toUpperCase(Locale.ROOT);
  }
}
