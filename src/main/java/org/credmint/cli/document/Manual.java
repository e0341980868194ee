// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.document;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the manual page. */
@Command(
    name = "manual",
    mixinStandardHelpOptions = true,
    description = "Print the manual page of all commands, for man(1).",
    footerHeading = "%nExamples:%n",
    footer = {"  credmint manual | man -l -"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:it was printed", "2:an option is invalid"})
public final class Manual implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    root.getOut().print(new ManualPage(root).text());
    root.getOut().flush();
  }
}
