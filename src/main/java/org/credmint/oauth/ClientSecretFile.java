// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.config.oauth.OAuthKnob;
import org.credmint.config.oauth.OAuthSettings;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.PosixException;
import org.credmint.secret.Secret;

/** The file with the secret of a service's client, which the credd reads too. */
final class ClientSecretFile {
  private static final int LARGEST = 64 * 1024;
  private static final int OTHERS = 0007;

  private final Host host;
  private final OAuthSettings service;
  private final Path file;

  ClientSecretFile(Host host, OAuthSettings service, Path file) {
    this.host = host;
    this.service = service;
    this.file = file;
  }

  /** The secret without blanks around it; empty where there is none, which is a problem. */
  Optional<Secret> read(Collection<Problem> problems) {
    Path parent = file.toAbsolutePath().getParent();
    try (Directory directory = host.openDirectoryFollowingLink(parent == null ? file : parent)) {
      String name = FileNames.ofText(String.valueOf(file.getFileName()));
      FileRead read = directory.readWithState(name, LARGEST);
      if ((read.state().mode() & OTHERS) != 0) {
        problems.add(open(read.state().mode()));
      }
      return secret(read.content(), problems);
    } catch (PosixException e) {
      problems.add(
          problem(
              "cannot be read: " + e.getMessage(), "create the file, owned by root, mode 0600"));
      return Optional.empty();
    }
  }

  private Optional<Secret> secret(byte[] content, Collection<Problem> problems) {
    String text = new String(content, StandardCharsets.UTF_8).strip();
    Arrays.fill(content, (byte) 0);
    if (text.isEmpty()) {
      problems.add(problem("is empty", "write the client's secret there"));
      return Optional.empty();
    }
    return Optional.of(Secret.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Problem open(int mode) {
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(service.name()),
        knob(),
        file.toString(),
        String.format(Locale.ROOT, "is accessible by every user (mode %04o)", mode),
        "run 'chmod o= " + file + "', and have the issuer give the client another secret");
  }

  private Problem problem(String reason, String fix) {
    return Problem.ofProvider(service.name(), knob(), file.toString(), reason, fix);
  }

  private String knob() {
    return OAuthKnob.CLIENT_SECRET_FILE.nameFor(service.kind(), service.name());
  }
}
