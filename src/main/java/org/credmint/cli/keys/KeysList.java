// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetDirectory;
import org.credmint.publication.KeySetException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the keys that sign, and those that are published. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the key of each provider, and with --in the published ones.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:the keys are listed, and with --in each that signs is published",
      "1:a key that signs is not published",
      "2:the keys cannot be read; the reason is printed"
    })
final class KeysList implements Callable<Integer> {
  private static final int UNPUBLISHED = 1;
  private static final int FAILED = 2;

  private final Keys.Surroundings surroundings;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(
      names = "--in",
      paramLabel = "DIRECTORY",
      description = "The directory that 'credmint keys publish' wrote to.")
  private @Nullable Path directory;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysList(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int status = 0;
    try {
      for (DaemonOption.Signer signer : daemon.signers(surroundings)) {
        KeySet published = published(signer.key().issuer());
        boolean isOut = published.thumbprint(signer.key().keyId()).isPresent();
        out.printf("%s  issuer %s%n", signer.provider(), signer.key().issuer());
        row(out, "signs", signer.key().keyId(), signer.key().thumbprint());
        for (String keyId : published.keyIds()) {
          row(out, "published", keyId, published.thumbprint(keyId).orElseThrow());
        }
        if (directory != null && !isOut) {
          out.printf("  not published: run 'credmint keys publish --to %s'%n", directory);
          status = UNPUBLISHED;
        }
      }
      out.flush();
      return status;
    } catch (IOException | KeySetException e) {
      out.flush();
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private KeySet published(String issuer) throws KeySetException {
    return directory == null
        ? KeySet.empty()
        : new KeySetDirectory(surroundings.host(), directory).read(issuer);
  }

  private static void row(PrintWriter out, String what, String keyId, String thumbprint) {
    out.printf(
        "  %-9s  key ID %s%s%n",
        what, keyId, keyId.equals(thumbprint) ? "" : ", thumbprint " + thumbprint);
  }
}
