// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.rotation.Ring;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a key into a ring. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Copy a private key into a key ring, as the next key. The file stays.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:the key is in the ring", "2:it is not; the reason is printed"})
final class KeysImport implements Callable<Integer> {
  private static final int FAILED = 2;

  private final Keys.Surroundings surroundings;

  @Mixin private RingOption ring = new RingOption();

  @Parameters(paramLabel = "FILE", description = "A PEM file with one private key.")
  private Path file = Path.of("");

  @Option(
      names = "--kid",
      paramLabel = "ID",
      description = "The key ID (default: the thumbprint of the key).")
  private @Nullable String keyId;

  @Spec private CommandSpec spec = CommandSpec.create();

  KeysImport(Keys.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Optional<String> id = keyId == null ? Optional.empty() : Optional.of(checked(keyId));
      Ring after = ring.act(surroundings, commands -> commands.adopt(file.toAbsolutePath(), id));
      out.printf("key ID       %s%n", after.next().orElseThrow().keyId());
      out.flush();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private static String checked(String keyId) throws IOException {
    try {
      if (!keyId.isBlank()) {
        return Values.keyId(keyId);
      }
      throw new IOException("--kid is empty: leave it out, or name an ID");
    } catch (InvalidKnobValueException e) {
      throw new IOException("--kid " + e.reason(), e);
    }
  }
}
