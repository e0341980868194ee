// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What HTCondor's own audit log tells of a token. A schedd writes the claims of each IDTOKEN that a
 * client presents and whose signature is valid (25.14.1, {@code condor_auth_passwd.cpp}), before it
 * asks whether the token is revoked.
 */
public final class TokenPresentations {
  private static final String MARK = "Remote entity presented valid token with payload ";

  private final List<Path> files;

  /**
   * Those of a schedd's audit log, and of its older file.
   *
   * @param log {@code SCHEDD_AUDIT_LOG}; it need not exist
   */
  public TokenPresentations(Path log) {
    this.files = Stream.of(Path.of(log + ".old"), log).filter(Files::exists).toList();
  }

  /**
   * Tells when a token was presented, a line each: file, time and connection.
   *
   * @throws IOException where a file cannot be read
   */
  public void find(String tokenId, Consumer<String> found) throws IOException {
    String claim = "\"jti\":\"" + tokenId + "\"";
    for (Path file : files) {
      try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        lines
            .filter(line -> line.contains(MARK) && line.contains(claim))
            .map(line -> line.substring(0, line.indexOf(MARK)).strip())
            .forEach(when -> found.accept(file + ": " + when));
      }
    }
  }
}
