// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.PosixException;

/**
 * A fragment of HTCondor's configuration by which its daemons refuse IDTOKENs by their ids.
 *
 * <p>HTCondor revokes a token for which the expression is true or has no value, and evaluates it
 * with the token's claims (25.14.1, {@code isTokenRevoked}). So {@code =?=} is used, which always
 * has a value: with {@code ==} a token without a {@code jti} would be refused too.
 */
final class RevocationExpression {
  private static final int MODE = 0644;

  private RevocationExpression() {}

  /** The text of the fragment. */
  static String of(List<String> tokenIds) {
    String expression =
        tokenIds.isEmpty()
            ? ""
            : tokenIds.stream()
                .map(id -> "jti =?= \"" + id.replaceAll("[^A-Za-z0-9._-]", "") + "\"")
                .collect(Collectors.joining(" || \\\n  ", " \\\n  ", ""));
    return """
        # Written by 'credmint revoke --expression'. For each daemon that accepts IDTOKENs,
        # such as the collector and the schedds. Takes effect with condor_reconfig.
        SEC_TOKEN_REVOCATION_EXPR =%s
        """
        .formatted(expression);
  }

  /** Replaces the file. */
  static void write(Host host, Path file, List<String> tokenIds) throws IOException {
    Path path = file.toAbsolutePath();
    Path parent = Optional.ofNullable(path.getParent()).orElse(Path.of("/"));
    byte[] content = of(tokenIds).getBytes(StandardCharsets.UTF_8);
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      String name = String.valueOf(path.getFileName());
      Optional<PosixException> failure =
          host.durableBatch()
              .replaceAll(
                  List.of(new Replacement(directory, name, content, MODE, OptionalInt.empty())))
              .get(0);
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }
}
