// SPDX-License-Identifier: Apache-2.0
package org.credmint.request;

import java.util.Optional;
import java.util.StringJoiner;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;

/**
 * Which credentials are meant: those that match all that is given.
 *
 * @param user the user's name as the credd stores it
 * @param provider the provider or standing credential
 * @param job a job, with the credential of its whole cluster; or a cluster, with the credentials of
 *     each of its jobs
 * @param target the target of a standing credential, or its own name where it has no targets
 */
public record CredentialFilter(
    Optional<String> user,
    Optional<String> provider,
    Optional<JobId> job,
    Optional<String> target) {
  /** All credentials. */
  public static final CredentialFilter ALL =
      new CredentialFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether nothing is given, so that all match. */
  public boolean isOfAll() {
    return equals(ALL);
  }

  /** Whether the credential that is requested is meant. */
  public boolean matches(Request request) {
    CredentialId id = request.id();
    Optional<JobId> its =
        request.subject() instanceof Subject.Job one ? Optional.of(one.id()) : Optional.empty();
    boolean isStanding = request.subject() instanceof Subject.Target;
    String name = id.handle().isEmpty() ? id.provider() : id.handle();
    return matches(
        id.user(), id.provider(), its, isStanding ? Optional.of(name) : Optional.empty());
  }

  /** Whether a credential with these names is meant. */
  public boolean matches(
      String itsUser, String itsProvider, Optional<JobId> itsJob, Optional<String> itsTarget) {
    return user.filter(name -> !name.equals(itsUser)).isEmpty()
        && provider.filter(name -> !name.equals(itsProvider)).isEmpty()
        && job.filter(wanted -> itsJob.filter(one -> isOf(one, wanted)).isEmpty()).isEmpty()
        && target.filter(name -> !itsTarget.equals(Optional.of(name))).isEmpty();
  }

  private static boolean isOf(JobId one, JobId wanted) {
    return one.wholeCluster().equals(wanted.wholeCluster())
        && (one.proc() == wanted.proc() || one.isCluster() || wanted.isCluster());
  }

  /** What is given, such as {@code user alice, provider chem}; empty for all. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ");
    user.ifPresent(name -> text.add("user " + name));
    provider.ifPresent(name -> text.add("provider " + name));
    job.ifPresent(id -> text.add("job " + id));
    target.ifPresent(name -> text.add("target " + name));
    return text.toString();
  }
}
