// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
 * @param isOthers whether knobs give a word of {@code OAuthServicesNeeded} to another monitor
 */
public record JobLinks(
    Job job, Set<String> providers, Set<String> forJobs, Predicate<String> isOthers) {
  private static final String NAME = "job";
  private static final long REMOVED = 3;
  private static final long COMPLETED = 4;
  private static final long HELD = 5;
  private static final int LONGEST = 300;

  /** The {@code HoldReasonCode} of jobs whose credentials HTCondor could not use. */
  private static final long BAD_CREDENTIAL = 4;

  /**
   * Whether the job requests credentials that there are.
   *
   * @param provider whose; empty for any
   */
  public List<Link> requests(Optional<String> provider) {
    Set<String> words = AskedProviders.words(job.attributes());
    if (words.isEmpty()) {
      return List.of(
          Link.fault(
              NAME,
              "job %s requests no credential: its ad has no OAuthServicesNeeded, which use_oauth_services or a transform of the schedd sets"
                  .formatted(job.id()),
              "condor_q %s -af OAuthServicesNeeded".formatted(job.id().withinSchedd())));
    }
    List<String> own = words.stream().filter(word -> isOwn(word, provider)).toList();
    if (own.isEmpty()) {
      return List.of(Link.fault(NAME, noneOf(provider, words), "credmint check"));
    }
    List<Link> links = new ArrayList<>();
    own.stream().filter(forJobs::contains).forEach(word -> links.add(untransformed(word)));
    if (links.isEmpty()) {
      links.add(Link.ok(NAME, "job %s requests %s".formatted(job.id(), String.join(", ", words))));
    }
    words.stream().filter(word -> !isServed(word)).forEach(word -> links.add(foreign(word)));
    return links;
  }

  private boolean isServed(String word) {
    return !isOthers.test(word)
        && providers.stream().anyMatch(name -> AskedProviders.isOf(name, word));
  }

  private boolean isOwn(String word, Optional<String> provider) {
    return isServed(word) && provider.map(name -> AskedProviders.isOf(name, word)).orElse(true);
  }

  private String noneOf(Optional<String> provider, Set<String> words) {
    String asked = "job %s requests %s, ".formatted(job.id(), String.join(", ", words));
    return words.stream().anyMatch(this::isServed)
        ? asked + "and nothing of provider " + provider.orElse("")
        : asked + "of which Credmint serves no provider (" + String.join(", ", providers) + ")";
  }

  private Link foreign(String word) {
    return Link.ok(
        NAME,
        isOthers.test(word)
            ? word + " is left to another monitor"
            : "%s is not judged: Credmint serves no such provider".formatted(word));
  }

  private Link untransformed(String word) {
    return Link.fault(
        NAME,
        "job %s requests %s, not a credential of its own: the transform of 50-credmint-per-job.conf was not applied when it was submitted"
            .formatted(job.id(), word),
        "credmint check");
  }

  /** Whether the job is over, so that its credentials go. */
  public boolean isOver() {
    return number("JobStatus") == REMOVED || number("JobStatus") == COMPLETED;
  }

  /** Whether the job can use them. */
  public Link status() {
    String id = job.id().withinSchedd();
    if (number("JobStatus") == HELD) {
      boolean helps = number("HoldReasonCode") == BAD_CREDENTIAL;
      return Link.fault(
          NAME,
          "job %s is on hold: %s".formatted(job.id(), holdReason()),
          (helps ? "condor_release " : "condor_q -hold ") + id);
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
