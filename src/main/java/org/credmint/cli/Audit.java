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
    subcommands = {AuditVerify.class, AuditFind.class},
    footerHeading = "%nExamples:%n",
    footer = {"  credmint audit find --user alice", "  credmint audit verify"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:the log is damaged, or has no such record",
      "2:a file cannot be read, or an option is invalid"
    })
final class Audit implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
