// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.document;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script by which shells complete our words. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print the script by which bash and zsh complete the words of this command.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(credmint completion)",
      "  credmint completion > /etc/bash_completion.d/credmint"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:it was printed", "2:an option is invalid"})
public final class Completion implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    CommandSpec root = spec.root();
    root.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
    root.commandLine().getOut().flush();
  }
}
