// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key that nobody uses yet. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Create a signing key in a new file, mode 0600. Nothing signs with it yet.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:the key was created", "2:it was not; the reason is printed"})
final class KeysCreate implements Callable<Integer> {
  private static final int FAILED = 2;

  private final Keys.Surroundings surroundings;

  @Parameters(paramLabel = "FILE", description = "The new file.")
  private Path file = Path.of("");

  @Option(
      names = "--algorithm",
      paramLabel = "ES256|RS256",
      defaultValue = "ES256",
      description = "What it is for (default: ${DEFAULT-VALUE}).")
  private SigningAlgorithm algorithm = SigningAlgorithm.ES256;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysCreate(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      KeyFile made = new KeyFile(surroundings.host(), file, Optional.empty());
      SigningKey key = made.create(algorithm);
      out.printf("key ID       %s%n", key.keyId());
      out.printf("algorithm    %s%n", key.algorithm());
      out.printf("private key  %s%n", file.toAbsolutePath());
      out.printf("public key   %s%n", made.publicFile());
      out.flush();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }
}
