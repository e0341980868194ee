// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.AttributeValue;
import org.credmint.inspect.AskedProviders;
import org.credmint.inspect.PolicyExplainer.Job;
import org.credmint.secret.Redaction;

/**
 * What a job's ad says about its credentials.
 *
 * @param job the job
 * @param providers those that are served
 * @param forJobs those of them that issue for jobs
 */
public record JobLinks(Job job, Set<String> providers, Set<String> forJobs) {
  private static final String NAME = "job";
  private static final long REMOVED = 3;
  private static final long COMPLETED = 4;
  private static final long HELD = 5;
  private static final int LONGEST = 300;

  /** Whether the job requests credentials that there are. */
  public List<Link> requests() {
    Set<String> words = AskedProviders.words(job.attributes());
    if (words.isEmpty()) {
      return List.of(
          Link.fault(
              NAME,
              "job %s requests no credential: its ad has no OAuthServicesNeeded, which use_oauth_services or a transform of the schedd sets"
                  .formatted(job.id()),
              "condor_q %s -af OAuthServicesNeeded".formatted(job.id().withinSchedd())));
    }
    List<Link> links = new ArrayList<>();
    for (String word : words) {
      whyNot(Redaction.printable(word, LONGEST))
          .ifPresent(why -> links.add(Link.fault(NAME, why, "credmint check")));
    }
    return links.isEmpty()
        ? List.of(Link.ok(NAME, "job %s requests %s".formatted(job.id(), String.join(", ", words))))
        : links;
  }

  private Optional<String> whyNot(String word) {
    Optional<String> provider =
        providers.stream().filter(name -> AskedProviders.isOf(name, word)).findFirst();
    if (provider.isEmpty()) {
      return Optional.of(
          "job %s requests %s, of which Credmint serves no provider (%s)"
              .formatted(job.id(), word, String.join(", ", providers)));
    }
    return forJobs.contains(word)
        ? Optional.of(
            "job %s requests %s, not a credential of its own: the transform of 50-credmint-per-job.conf was not applied when it was submitted"
                .formatted(job.id(), word))
        : Optional.empty();
  }

  /** Whether the job is over, so that its credentials go. */
  public boolean isOver() {
    return number("JobStatus") == REMOVED || number("JobStatus") == COMPLETED;
  }

  /** Whether the job can use them. */
  public Link status() {
    String id = job.id().withinSchedd();
    if (number("JobStatus") == HELD) {
      return Link.fault(
          NAME, "job %s is on hold: %s".formatted(job.id(), holdReason()), "condor_release " + id);
    }
    return isOver()
        ? Link.fault(
            NAME,
            "job %s was removed or has completed, so its credentials are withdrawn"
                .formatted(job.id()),
            "condor_q -long " + id)
        : Link.ok(NAME, "job %s waits or runs".formatted(job.id()));
  }

  private long number(String name) {
    return job.attributes().get(name).orElse(null) instanceof AttributeValue.Whole whole
        ? whole.value()
        : 0;
  }

  private String holdReason() {
    return job.attributes().get("HoldReason").orElse(null) instanceof AttributeValue.Text text
        ? Redaction.clean(text.value(), LONGEST)
        : "no reason is given";
  }
}
