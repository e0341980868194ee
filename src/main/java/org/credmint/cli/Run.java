// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.cli.option.DaemonOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the monitor. Takes the options of the stock monitor, so that scripts around it need no
 * change.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Run the credential monitor until a signal stops it.",
    footerHeading = "%nExamples:%n",
    footer = {"  credmint run --once --cred-dir /root/test/cred --log /root/test/log"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:stopped by a signal",
      "1:the configuration cannot be read, or another credmon uses the directory",
      "44:the log cannot be opened",
      "99:nothing can be served until the configuration is fixed"
    })
final class Run implements Callable<Integer> {
  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = DaemonOption.USUAL_NAME,
      description = "HTCondor name of this daemon (default: ${DEFAULT-VALUE}).")
  private String name = DaemonOption.USUAL_NAME;

  @Option(
      names = {"-c", "--cred-dir"},
      paramLabel = "DIR",
      description = "Credential directory; overrides SEC_CREDENTIAL_DIRECTORY_OAUTH.")
  private @Nullable Path credentialDirectory;

  @Option(
      names = {"-l", "--log", "--log-file"},
      paramLabel = "FILE",
      description = "Log file; overrides <NAME>_LOG.")
  private @Nullable Path log;

  @Option(
      names = {"-d", "--debug"},
      description = "Log every step, as with D_FULLDEBUG.")
  private boolean debug;

  @Option(
      names = {"-v", "--verbose"},
      description = "Accepted for compatibility with the stock credmon; has no effect.")
  @SuppressWarnings("UnusedVariable") // what is accepted need not be read
  private boolean verbose;

  @Option(names = "--once", description = "Serve all existing requests, then exit.")
  private boolean once;

  @Override
  public Integer call() {
    return new Daemon(options()).run();
  }

  /** What the command line asked for, once it has been read. */
  Daemon.Options options() {
    return new Daemon.Options(
        name, Optional.ofNullable(credentialDirectory), Optional.ofNullable(log), debug, once);
  }
}
