// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
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
  private static final int LARGEST = 64 << 20;
  private static final String OURS = "# Written by 'credmint revoke --expression'.";

  /** What means the same in a configuration file and in a string of a ClassAd expression. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/+=@~-]+");

  private final Host host;
  private final Path parent;
  private final String name;

  /** The fragment in a file. */
  RevocationExpression(Host host, Path file) {
    Path path = file.toAbsolutePath();
    this.host = host;
    this.parent = Optional.ofNullable(path.getParent()).orElse(Path.of("/"));
    this.name = String.valueOf(path.getFileName());
  }

  /** The text of the fragment. */
  private static String of(Collection<String> tokenIds) {
    String ids =
        tokenIds.stream()
            .map(id -> " || \\\n  jti =?= \"" + id + "\"")
            .collect(Collectors.joining());
    return """
        %s For each daemon that accepts IDTOKENs,
        # such as the collector and the schedds. Takes effect with condor_reconfig.
        # What files before this one set stays in force.
        SEC_TOKEN_REVOCATION_EXPR = ($(SEC_TOKEN_REVOCATION_EXPR:false))%s
        """
        .formatted(OURS, ids);
  }

  /**
   * Looks whether the file may be written.
   *
   * @throws IOException where it may not; the message says why
   */
  void check() throws IOException {
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
      if (directory.state(name).isPresent()
          && !new String(directory.read(name, LARGEST), StandardCharsets.UTF_8).startsWith(OURS)) {
        throw new IOException(
            directory.path().resolve(name)
                + " was not written by 'credmint revoke --expression': name another file");
      }
    }
  }

  /**
   * Replaces the file.
   *
   * @throws IOException where that cannot be done; the message says why
   */
  void write(Collection<String> tokenIds) throws IOException {
    for (String id : tokenIds) {
      if (!PLAIN.matcher(id).matches()) {
        throw new IOException("the expression cannot hold the token ID '" + id + "'");
      }
    }
    check();
    byte[] content = of(tokenIds).getBytes(StandardCharsets.UTF_8);
    try (Directory directory = host.openDirectoryFollowingLink(parent)) {
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
