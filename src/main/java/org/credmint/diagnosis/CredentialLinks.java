// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.inspect.FileFinding;
import org.credmint.inspect.Sight;
import org.credmint.request.Subject;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;

/**
 * Whether a credential is requested, allowed and issued.
 *
 * @param found all that is known of it
 * @param running whether the daemon's word can be believed
 */
public record CredentialLinks(Found found, boolean running) {
  private static final String REQUEST = "request";
  private static final String POLICY = "policy";
  private static final String ISSUING = "issuing";

  /** Whether the daemon is to issue it. */
  public List<Link> allowed() {
    List<Link> links = new ArrayList<>();
    found.sight().flatMap(this::request).ifPresent(links::add);
    links.add(policy());
    return links;
  }

  /** Whether it has; empty where nobody can tell. */
  public Optional<Link> issued() {
    return running && found.explanation().decided().isPresent()
        ? Optional.of(issuing())
        : Optional.empty();
  }

  private Optional<Link> request(Sight sight) {
    String name = found.explanation().name() + ".top";
    boolean isUsers = subject().filter(Subject.User.class::isInstance).isPresent();
    if (isUsers && sight.ignored().isPresent()) {
      return Optional.of(
          Link.fault(
              REQUEST,
              name + " is ignored: " + sight.ignored().get(),
              "ls -ld " + Link.word(sight.path().resolveSibling(lastOf(name)))));
    }
    return sight
        .requested()
        .filter(asked -> isUsers)
        .map(asked -> asked ? Link.ok(REQUEST, name + " is there") : notRequested(name));
  }

  private Link notRequested(String name) {
    String user = found.explanation().name().replaceFirst("/.*", "");
    return Link.fault(
        REQUEST,
        "nobody requested it: there is no %s, which HTCondor's credd makes when the user submits a job with use_oauth_services"
            .formatted(name),
        "condor_q " + user + " -af:j OAuthServicesNeeded");
  }

  private static String lastOf(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private Optional<Subject> subject() {
    return found.explanation().decided().map(one -> one.request().subject());
  }

  private Link policy() {
    Explanation explanation = found.explanation();
    if (explanation.verdict() instanceof Verdict.Denied denied) {
      String by = denied.rule().map(rule -> "is refused by " + rule).orElse("is not served");
      return Link.fault(POLICY, "it %s: %s".formatted(by, denied.reason()), explain());
    }
    return Link.ok(POLICY, "it would be issued");
  }

  private String explain() {
    return "credmint " + subject().map(this::explain).orElse("check");
  }

  private String explain(Subject subject) {
    if (subject instanceof Subject.Job job) {
      return "explain --job " + job.id() + (job.id().isCluster() ? ".0" : "");
    }
    return subject instanceof Subject.Target
        ? "explain --provider " + provider()
        : "explain --user %s --provider %s".formatted(subject.owner(), provider());
  }

  private String provider() {
    return found.explanation().decided().map(one -> one.provider().name()).orElse("");
  }

  private Link issuing() {
    return found.status().map(this::issuing).orElseGet(this::unknownToDaemon);
  }

  /**
   * What the daemon says of a credential of which nothing else was asked.
   *
   * @param next what to run if it is in trouble
   */
  public static Link ofListed(CredentialStatus status, String next) {
    return status.condition().isTrouble()
        ? Link.fault(
            ISSUING, "it is %s: %s".formatted(status.condition().word(), status.reason()), next)
        : Link.ok(ISSUING, "it is " + status.condition().word());
  }

  private Link unknownToDaemon() {
    boolean isThere =
        found.sight().filter(one -> one.file() instanceof FileFinding.Found).isPresent();
    if (!found.listsAll()) {
      return Link.ok(ISSUING, "the daemon does not list it, so it is not in trouble");
    }
    String text = "the daemon does not know of it";
    return isThere
        ? Link.unknown(ISSUING, text + ", though its file is there", "condor_reconfig")
        : Link.fault(ISSUING, text + "; condor_reconfig has it look again", "condor_reconfig");
  }

  private Link issuing(CredentialStatus status) {
    Condition condition = status.condition();
    return switch (condition) {
      case MISSING, FAILING ->
          Link.fault(ISSUING, "it could not be issued: " + status.reason(), afterFailure(status));
      case REFUSED ->
          Link.fault(
              ISSUING,
              "the daemon refuses it by the configuration that it runs with (%s), though that on disk allows it"
                  .formatted(status.reason()),
              "condor_reconfig");
      case PENDING ->
          Link.fault(
              ISSUING,
              "the daemon is about to issue it",
              "credmint status --watch --user " + status.id().user());
      case REMOVING ->
          Link.fault(
              ISSUING, "the daemon is about to remove it, since nobody requests it", explain());
      case VALID -> Link.ok(ISSUING, "the daemon has issued it");
      case NOTE -> Link.ok(ISSUING, "the daemon has none to issue now");
    };
  }

  private String afterFailure(CredentialStatus status) {
    String directory =
        found
            .sight()
            .map(one -> Link.word(String.valueOf(one.path().getParent())))
            .orElse("$(condor_config_val SEC_CREDENTIAL_DIRECTORY_OAUTH)");
    if (status.reason().contains("ENOSPC") || status.reason().contains("EDQUOT")) {
      return "df -h -i " + directory;
    }
    return status.reason().contains("failed: ")
        ? "namei -l " + directory
        : "credmint status --user " + status.id().user();
  }
}
