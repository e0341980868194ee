// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;

/** Whether the configuration can be used, as far as it bears on one credential. */
public final class ConfigurationLinks {
  private static final String NAME = "configuration";

  /** What those who may not read a key or a directory are told begins so. */
  private static final String NOT_CHECKED = "is not checked";

  /** A key that the daemon has not made. */
  private static final String NO_KEY = "does not exist yet";

  private ConfigurationLinks() {}

  /** HTCondor did not tell it. */
  public static Link unreadable(String reason, String daemonName) {
    return Link.fault(
        NAME, reason, "condor_config_val -subsystem " + daemonName + " -dump -expanded");
  }

  /** Nothing can be served with it. */
  public static Link unusable(List<Problem> problems) {
    String text =
        problems.stream()
            .filter(Problem::isError)
            .min(Comparator.comparing(Problem::severity))
            .map(Problem::toString)
            .orElse("it cannot be used");
    return Link.fault(NAME, text, "credmint check");
  }

  /** Where the credential directory is not as it has to be, or may not be looked at. */
  public static Optional<Link> directory(List<Problem> problems) {
    return problems.stream().findFirst().map(problem -> of("directory", problem));
  }

  /**
   * What is wrong with a provider.
   *
   * @param problems of the whole configuration
   */
  public static Link provider(String provider, List<Problem> problems) {
    List<Problem> own =
        problems.stream()
            .filter(one -> one.provider().equals(Optional.of(provider)))
            .filter(one -> one.isError() || one.subject().startsWith("/"))
            .sorted(Comparator.comparing(Problem::severity))
            .toList();
    Optional<Problem> worst =
        own.stream().filter(one -> one.isError() || bearsOnPrivateKey(one)).findFirst();
    if (worst.isPresent()) {
      return of("provider", worst.get());
    }
    String note = own.isEmpty() ? "" : ", though " + own.get(0);
    return Link.ok("provider", "provider " + provider + " is served" + note);
  }

  /** The key is used whatever is wrong with the file of its public half. */
  private static boolean bearsOnPrivateKey(Problem problem) {
    return problem.reason().startsWith(NOT_CHECKED) || problem.reason().startsWith(NO_KEY);
  }

  private static Link of(String name, Problem problem) {
    return problem.reason().startsWith(NOT_CHECKED)
        ? Link.unknown(name, problem.toString(), "sudo credmint check")
        : Link.fault(name, problem.toString(), "credmint check");
  }
}
