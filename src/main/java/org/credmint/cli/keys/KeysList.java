// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.credmint.cli.option.DaemonOption;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetDirectory;
import org.credmint.publication.KeySetException;
import org.credmint.rotation.Ring;
import org.credmint.rotation.RingCommands;
import org.credmint.rotation.RingKey;
import org.credmint.rotation.RingUse;
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
    description = "List the key of each provider, and with --in or --fetch the published ones.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:the keys are listed, and with --in or --fetch each that signs is published",
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

  @Option(
      names = "--fetch",
      description = "Also fetch the key set from the issuer, as a verifier does.")
  private boolean fetch;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysList(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int status = 0;
    try {
      for (Signers.Signer signer : Signers.of(surroundings, daemon.daemonName())) {
        out.printf("%s  issuer %s%n", signer.provider(), signer.key().issuer());
        row(out, "signs", signer.key().keyId(), signer.key().thumbprint());
        status = Math.max(status, Math.max(inDirectory(signer, out), atIssuer(signer, out)));
      }
      for (RingUse use : Signers.rings(surroundings, daemon.daemonName())) {
        print(use, RingOption.act(surroundings, use, RingCommands::ring), out);
      }
      out.flush();
      return status;
    } catch (IOException | KeySetException e) {
      out.flush();
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private int inDirectory(Signers.Signer signer, PrintWriter out) throws KeySetException {
    if (directory == null) {
      return 0;
    }
    KeySetDirectory published = new KeySetDirectory(surroundings.host(), directory);
    if (holds(published.read(signer.key().issuer()), "published", signer, out)) {
      return 0;
    }
    out.printf("  not published: run 'credmint keys publish --to %s'%n", directory);
    return UNPUBLISHED;
  }

  private int atIssuer(Signers.Signer signer, PrintWriter out) throws IOException, KeySetException {
    if (!fetch) {
      return 0;
    }
    String issuer = signer.key().issuer();
    IssuerKeys.Fetched fetched = new IssuerKeys(surroundings.download()).fetch(issuer);
    String url = fetched.url();
    if (holds(fetched.keys(), "fetched", signer, out)) {
      return 0;
    }
    out.printf(
        "  verifiers do not find the key that signs: serve the published key set at %s%n", url);
    return UNPUBLISHED;
  }

  /** Prints the keys of a set, and says whether the one that signs is among them. */
  private static boolean holds(KeySet keys, String what, Signers.Signer signer, PrintWriter out) {
    for (String keyId : keys.keyIds()) {
      row(out, what, keyId, keys.thumbprint(keyId).orElseThrow());
    }
    return keys.thumbprint(signer.key().keyId())
        .filter(signer.key().thumbprint()::equals)
        .isPresent();
  }

  private static void row(PrintWriter out, String what, String keyId, String thumbprint) {
    out.printf(
        "  %-9s  key ID %s%s%n",
        what, keyId, keyId.equals(thumbprint) ? "" : ", thumbprint " + thumbprint);
  }

  private void print(RingUse use, Ring ring, PrintWriter out) throws IOException {
    out.printf("key ring %s%n", use.ring());
    for (RingKey key : ring.keys()) {
      out.printf(
          "  %-9s  key ID %s, %s%n",
          key.state().name().toLowerCase(Locale.ROOT),
          key.keyId(),
          key.times().entrySet().stream()
              .map(
                  one ->
                      "%s %s"
                          .formatted(one.getKey().name().toLowerCase(Locale.ROOT), one.getValue()))
              .collect(Collectors.joining(", ")));
    }
    RingOption.act(surroundings, use, commands -> commands.safe(ring))
        .ifPresent(time -> out.printf("  the next key may sign after %s%n", time));
  }
}
