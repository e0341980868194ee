package org.credmint.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    description = "Run the credential monitor until a signal ends it.")
final class Run implements Callable<Integer> {
  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = Daemon.USUAL_NAME,
      description = "HTCondor's name of this daemon (default: ${DEFAULT-VALUE}).")
  private String name = Daemon.USUAL_NAME;

  @Option(
      names = {"-c", "--cred-dir"},
      paramLabel = "DIR",
      description = "The credential directory, in place of SEC_CREDENTIAL_DIRECTORY_OAUTH.")
  private @Nullable Path credentialDirectory;

  @Option(
      names = {"-l", "--log", "--log-file"},
      paramLabel = "FILE",
      description = "The log, in place of <NAME>_LOG.")
  private @Nullable Path log;

  @Option(
      names = {"-d", "--debug"},
      description = "Tell every step, as D_FULLDEBUG does.")
  private boolean debug;

  @Option(
      names = {"-v", "--verbose"},
      description = "Accepted for the stock monitor's sake; what it shows is always shown.")
  @SuppressWarnings("UnusedVariable") // what is accepted need not be read
  private boolean verbose;

  @Option(names = "--once", description = "Serve what is there, then end.")
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
