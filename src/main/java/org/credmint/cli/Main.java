package org.credmint.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry. */
@Command(
    name = "credmint",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A credential monitor for HTCondor.")
public final class Main implements Runnable {

  private Main() {}

  /**
   * Runs one command and exits with its status.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** The version that the jar's manifest carries. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"credmint " + (version == null ? "unpackaged" : version)};
    }
  }
}
