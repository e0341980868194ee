// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.util.Optional;
import org.credmint.credential.JobId;
import org.credmint.request.CredentialFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which credentials are meant. */
final class FilterOptions {
  @Option(names = "--user", paramLabel = "USER", description = "Credentials of this user.")
  private @Nullable String user;

  @Option(
      names = "--job",
      paramLabel = "C[.P]",
      description = "Those of this job, or of all jobs of a cluster; such as 12.3 or SCHEDD2.12.3.")
  private @Nullable String job;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Those of this provider or standing credential.")
  private @Nullable String provider;

  @Option(names = "--target", paramLabel = "NAME", description = "Those for this target.")
  private @Nullable String target;

  CredentialFilter filter(CommandLine commandLine) {
    for (String name : new String[] {user, provider, target}) {
      if (name != null && name.isBlank()) {
        throw new ParameterException(commandLine, "a name is empty");
      }
    }
    if (user != null && user.contains("@")) {
      throw new ParameterException(
          commandLine, "'" + user + "' has a domain: write the user's name without @ and domain");
    }
    return new CredentialFilter(
        Optional.ofNullable(user),
        Optional.ofNullable(provider),
        Optional.ofNullable(job).map(text -> jobOf(text, commandLine)),
        Optional.ofNullable(target));
  }

  private static JobId jobOf(String text, CommandLine commandLine) {
    return JobId.parse(text)
        .orElseThrow(
            () ->
                new ParameterException(
                    commandLine, "'" + text + "' is not a job ID: write 12.3 or 12"));
  }
}
