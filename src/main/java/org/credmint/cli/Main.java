package org.credmint.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: the only place that ends the process. */
@Command(
    name = "credmint",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A credential monitor for HTCondor.",
    subcommands = {Run.class, Check.class, Explain.class, Audit.class})
public final class Main implements Runnable {
  private Main() {}

  /**
   * Runs one command and exits with its status.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    int status = new CommandLine(new Main()).execute(args);
    System.out.flush();
    System.err.flush();
    // Not exit: a worker that waits for a slow disk must not hold up condor_master.
    Runtime.getRuntime().halt(status);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** The version that the jar's manifest carries. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** Tells the version to picocli. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"credmint " + version()};
    }
  }
}
