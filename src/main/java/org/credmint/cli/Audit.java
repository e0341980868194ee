// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about the audit log. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Search and verify the audit log of tokens issued, refused and removed.",
    subcommands = {AuditVerify.class, AuditFind.class})
final class Audit implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
