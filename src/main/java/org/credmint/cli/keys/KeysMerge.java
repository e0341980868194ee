// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Joins the key sets of several access points that share an issuer. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Print the union of key sets, such as those of access points that share an issuer.",
      "Refused if two different keys have one key ID."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:the union is printed", "2:it is not; the reason is printed"})
final class KeysMerge implements Callable<Integer> {
  private static final int FAILED = 2;
  private static final long LARGEST = 1 << 20;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Key sets (jwks.json).")
  private List<Path> files = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try {
      KeySet union = KeySet.empty();
      for (Path file : files) {
        union = union.with(KeySet.parse(read(file), file.toString()), file.toString());
      }
      spec.commandLine().getOut().println(union.toJson());
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException | KeySetException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private static String read(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException(file + " is larger than 1 MiB: it is not a key set");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8 text: it is not a key set", e);
    }
  }
}
