// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.util.Locale;
import java.util.Optional;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.credmint.policy.decision.JobContext;
import org.jspecify.annotations.Nullable;

/**
 * What a template's places stand for.
 *
 * <p>Job, cluster and owner come from the question itself, everything else of a job from its ad,
 * where the user may have written it.
 *
 * @param user the user's name
 * @param group the name of the group in question; null where there is none
 * @param job the job; null where there is none
 */
record TemplateVariables(String user, @Nullable String group, @Nullable JobContext job) {
  private static final int LONGEST_SHOWN = 80;

  /** The same for one of the user's groups. */
  TemplateVariables with(String name) {
    return new TemplateVariables(user, name, job);
  }

  /**
   * What to do where policy does not allow what the knobs give: only a job can request less.
   *
   * @param what what it may request
   * @param attribute the attribute of the job with which it does
   */
  String remedy(String what, String attribute) {
    return job == null
        ? "the administrator has to change one of them"
        : "request %s with the job attribute %s".formatted(what, attribute);
  }

  /** Whether a name is the user's or a group's, which are held to a stricter rule. */
  static boolean isOfUser(String place) {
    return place.equals("username") || place.equals("groupname") || place.equalsIgnoreCase("Owner");
  }

  /**
   * The value of a place.
   *
   * @return empty where it is absent: no such attribute, undefined, or an empty text
   */
  Optional<String> find(String rule, String place) throws RefusedException {
    if (place.equals("username")) {
      return Optional.of(user);
    }
    if (place.equals("groupname")) {
      return Optional.ofNullable(group);
    }
    if (job == null) {
      throw new RefusedException(
          rule,
          "{"
              + place
              + "} is a job attribute, but this credential is not for a job; use it in per-job credentials only");
    }
    return ofJob(rule, place, job).filter(value -> !value.isEmpty());
  }

  private Optional<String> ofJob(String rule, String place, JobContext facts)
      throws RefusedException {
    JobId id = facts.id();
    return switch (place.toLowerCase(Locale.ROOT)) {
      case "clusterid" -> Optional.of(Integer.toString(id.cluster()));
      case "procid" -> id.isCluster() ? Optional.empty() : Optional.of(Integer.toString(id.proc()));
      case "owner" -> Optional.of(user);
      default -> ofAd(rule, place, facts);
    };
  }

  private static Optional<String> ofAd(String rule, String place, JobContext facts)
      throws RefusedException {
    Optional<AttributeValue> value = facts.attributes().get(place);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof AttributeValue.Text text) {
      return Optional.of(text.value());
    }
    if (value.get() instanceof AttributeValue.Whole whole) {
      return Optional.of(Long.toString(whole.value()));
    }
    String expression = ((AttributeValue.Other) value.get()).expression().strip();
    if (expression.equalsIgnoreCase("undefined")) {
      return Optional.empty();
    }
    throw new RefusedException(
        rule,
        "job %s has %s = %s, which is neither a string nor an integer; use EVALSET in a job transform to evaluate it"
            .formatted(facts.id(), place, shown(expression)));
  }

  /** A foreign text as a reason may show it: on one line and not long. */
  static String shown(String text) {
    String head = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    return head.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }
}
