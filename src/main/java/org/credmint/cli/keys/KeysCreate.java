// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.SigningKey;
import org.credmint.rotation.Ring;
import org.credmint.rotation.RingKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key that nobody uses yet. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description =
        "Create a signing key in a new file, mode 0600, or in the key ring. Nothing signs with it yet.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:the key was created", "2:it was not; the reason is printed"})
final class KeysCreate implements Callable<Integer> {
  private static final int FAILED = 2;

  private final Keys.Surroundings surroundings;

  @Mixin private RingOption ring = new RingOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The new file; without it the key is made in the key ring, as the next key.")
  private @Nullable Path file;

  @Option(
      names = "--algorithm",
      paramLabel = "ES256|RS256",
      description = "What it is for (default: ES256; in a key ring, what the knobs say).")
  private @Nullable SigningAlgorithm algorithm;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysCreate(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try {
      if (file == null) {
        createInRing();
      } else {
        create(file);
      }
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private void create(Path where) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    KeyFile made = new KeyFile(surroundings.host(), where, Optional.empty());
    SigningKey key = made.create(algorithm == null ? SigningAlgorithm.ES256 : algorithm);
    out.printf("key ID       %s%n", key.keyId());
    out.printf("algorithm    %s%n", key.algorithm());
    out.printf("private key  %s%n", where.toAbsolutePath());
    out.printf("public key   %s%n", made.publicFile());
  }

  private void createInRing() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Ring after =
        ring.act(surroundings, commands -> commands.create(Optional.ofNullable(algorithm)));
    RingKey next = after.next().orElseThrow();
    out.printf("key ID       %s%n", next.keyId());
    out.printf("algorithm    %s%n", next.algorithm());
    out.printf("may sign     %s%n", whenSafe(after));
  }

  private String whenSafe(Ring after) throws IOException {
    return ring.act(surroundings, commands -> commands.safe(after))
        .map(time -> "after " + time)
        .orElse("when it has been published: credmint keys publish --to DIRECTORY");
  }
}
