// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.schedd;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.htcondor.knob.Knobs;

/**
 * The attributes of a job that only the schedd sets: those of its knobs {@code
 * SYSTEM_SECURE_JOB_ATTRS} and {@code SECURE_JOB_ATTRS}. It ignores what users write there.
 *
 * <p>{@code IMMUTABLE_JOB_ATTRS} and {@code PROTECTED_JOB_ATTRS} say nothing of this: they bound
 * later changes, not what a user submits.
 */
public final class SecureAttributes {
  private static final String SCHEDD = "SCHEDD";
  private static final String ADMINISTRATORS = "SECURE_JOB_ATTRS";
  private static final String SYSTEMS = "SYSTEM_SECURE_JOB_ATTRS";
  private static final String USER = "User";

  /** What the schedd writes of who submitted a job, in one release or the other. */
  private static final List<String> WRITTEN_BY_SCHEDD =
      List.of(
          USER,
          "OsUser",
          "AuthTokenSubject",
          "AuthTokenIssuer",
          "AuthTokenGroups",
          "AuthTokenId",
          "AuthTokenScopes",
          "AuthTokenProject",
          "x509userProxySubject",
          "x509UserProxyEmail",
          "x509UserProxyVOName",
          "x509UserProxyFirstFQAN",
          "x509UserProxyFQAN");

  private final Knobs knobs;

  public SecureAttributes(Knobs knobs) {
    this.knobs = knobs;
  }

  /** The attributes that providers take for the schedd's own, though users can write them. */
  public List<Problem> problems(Collection<ProviderSettings> providers) {
    Set<String> open = JobScoping.ignoringCase(WRITTEN_BY_SCHEDD);
    Stream.of(SYSTEMS, ADMINISTRATORS).flatMap(this::list).forEach(open::remove);
    return providers.stream().flatMap(provider -> problem(provider, open).stream()).toList();
  }

  private Stream<String> list(String knob) {
    return Values.list(knobs.get(SCHEDD, knob).orElse("")).stream();
  }

  private Optional<Problem> problem(ProviderSettings provider, Set<String> open) {
    Set<String> named = new TreeSet<>(open);
    named.retainAll(provider.wantedAttributes());
    if (named.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(open(provider, named));
  }

  private Problem open(ProviderSettings provider, Set<String> named) {
    String names = String.join(" ", named);
    String reason =
        "does not list %s, which the tokens of provider %s depend on, %s"
            .formatted(names, provider.name(), consequence(named));
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(provider.name()),
        ADMINISTRATORS,
        Values.shown(knobs.get(SCHEDD, ADMINISTRATORS).orElse("").strip()),
        reason,
        "set %s = $(%s) %s".formatted(ADMINISTRATORS, ADMINISTRATORS, names));
  }

  private static String consequence(Set<String> named) {
    return named.equals(Set.of(USER))
        ? "so a user can lengthen or shorten its domain (alice@site.example to alice@site.example.org)"
        : "so users can write it";
  }
}
