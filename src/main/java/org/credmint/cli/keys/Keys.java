// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.credmint.audit.search.AuditFiles;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about signing keys. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Create, list, publish and retire signing keys, so that verifiers know them in time.",
    footerHeading = "%nTo replace the key of a key ring without one rejected token:%n",
    footer = {
      "  credmint keys create",
      "  (two days later) credmint keys activate",
      "%nWithout a key ring:%n",
      "  credmint keys create /etc/condor/next.pem",
      "  credmint keys publish --to /var/www/issuer --also /etc/condor/next.pem",
      "  (two days later) set LOCAL_CREDMON_PRIVATE_KEY = /etc/condor/next.pem; condor_reconfig",
      "  (when the last token of the old key has expired) credmint keys retire --from /var/www/issuer --kid OLD"
    })
public final class Keys implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Keys() {}

  /**
   * What the commands need of the program.
   *
   * @param loaders reads the configuration of the daemon of a name, and changes nothing
   * @param auditLogs finds the audit log of the daemon of a name
   * @param download fetches what issuers publish
   */
  public record Surroundings(
      Host host,
      InstantSource clock,
      BiFunction<Host, String, ConfigurationLoader> loaders,
      AuditLogs auditLogs,
      Download download) {}

  /** Finds the audit log of a daemon. */
  @FunctionalInterface
  public interface AuditLogs {
    /**
     * The audit log's files.
     *
     * @throws IOException where there are none; the message says why
     */
    AuditFiles of(String daemonName) throws IOException;
  }

  /** Fetches a document. */
  @FunctionalInterface
  public interface Download {
    /**
     * The document's bytes.
     *
     * @throws IOException where it cannot be had; the message says why
     */
    byte[] fetch(String url) throws IOException;
  }

  /** The command line of all these commands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new Keys())
        .addSubcommand("create", new KeysCreate(surroundings))
        .addSubcommand("list", new KeysList(surroundings))
        .addSubcommand("publish", new KeysPublish(surroundings))
        .addSubcommand("activate", new KeysActivate(surroundings))
        .addSubcommand("retire", new KeysRetire(surroundings))
        .addSubcommand("import", new KeysImport(surroundings))
        .addSubcommand("merge", new KeysMerge());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
