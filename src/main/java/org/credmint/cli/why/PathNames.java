// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.provider.ActiveConfiguration;

/** What the configuration calls a file that somebody names by its path. */
record PathNames(ActiveConfiguration active) {
  /** A path as the configuration names it, where a link leads to the credential directory. */
  Path asConfigured(Path file) {
    Path directory = active.settings().credentialDirectory();
    try {
      Path real = directory.toRealPath();
      return file.startsWith(real) ? directory.resolve(real.relativize(file)) : file;
    } catch (IOException e) {
      return file; // it is not there, or not for us: 'directory' tells it
    }
  }

  /** The credential that a file of the credential directory is of; empty for any other file. */
  Optional<CredentialId> idOf(Path file) {
    Path directory = active.settings().credentialDirectory();
    Path user = file.getParent();
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    if (user == null || !directory.equals(user.getParent()) || dot < 1) {
      return Optional.empty();
    }
    String suffix = name.substring(dot);
    return suffix.equals(CredentialFileNames.USE) || suffix.equals(CredentialFileNames.TOP)
        ? idOf(String.valueOf(user.getFileName()), name.substring(0, dot))
        : Optional.empty();
  }

  private Optional<CredentialId> idOf(String user, String stem) {
    for (String provider : active.directoryReader().forJobs()) {
      String start = provider + "_";
      if (stem.startsWith(start) && JobId.parse(stem.substring(start.length())).isPresent()) {
        return Optional.of(new CredentialId(user, provider, stem.substring(start.length())));
      }
    }
    return active
        .directoryReader()
        .names()
        .ours(stem, active.directoryReader().providers(), false)
        .map(parts -> new CredentialId(user, parts.provider(), parts.handle()));
  }
}
