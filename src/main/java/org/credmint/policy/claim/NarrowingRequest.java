// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.credmint.config.claim.NarrowingAttributes;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.Scope;
import org.credmint.policy.decision.JobContext;

/**
 * What a job's user asks its credential to be narrowed to, by attributes of the job. Not checked
 * against any bound.
 *
 * @param scopes in the order of the attribute, each once; empty where none are asked for
 * @param audiences in the order of the attribute, each once; empty where none are asked for
 * @param lifetime seconds, any number; empty where none is asked for
 */
record NarrowingRequest(
    Optional<Set<Scope>> scopes, Optional<Set<String>> audiences, Optional<Long> lifetime) {
  /** Asks for nothing. */
  static final NarrowingRequest NONE =
      new NarrowingRequest(Optional.empty(), Optional.empty(), Optional.empty());

  /** Longer than any scope claim that would be issued. */
  private static final int LONGEST_TEXT = 12_000;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** What the job asks for; a request that cannot be understood is refused. */
  static NarrowingRequest of(NarrowingAttributes names, JobContext job) throws RefusedException {
    if (job.narrowedByJobs()) {
      throw new RefusedException(
          "GRANULARITY",
          "jobs of cluster %d request different credentials, which requires GRANULARITY = job; submit them as separate clusters"
              .formatted(job.id().cluster()));
    }
    Optional<String> scopes = text(names.scope(), job, "a string of scopes");
    Optional<String> audiences = text(names.audience(), job, "a string of audiences");
    Optional<Long> lifetime = lifetime(names.lifetime(), job);
    if (scopes.isEmpty() && audiences.isEmpty() && lifetime.isEmpty()) {
      return NONE;
    }
    return new NarrowingRequest(
        scopes.isPresent() ? Optional.of(parse(names.scope(), scopes.get())) : Optional.empty(),
        audiences.map(NarrowingRequest::words),
        lifetime);
  }

  private static Set<Scope> parse(String rule, String text) throws RefusedException {
    try {
      return new LinkedHashSet<>(Scope.parseAll(text));
    } catch (InvalidScopeException e) {
      throw new RefusedException(rule, e.getMessage() + "; request another one");
    }
  }

  private static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>();
    BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).forEach(words::add);
    return words;
  }

  private static Optional<String> text(String name, JobContext job, String form)
      throws RefusedException {
    Optional<AttributeValue> value = find(name, job);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof AttributeValue.Text text)) {
      throw wrong(name, job, value.get(), form);
    }
    if (text.value().isBlank() || text.value().length() > LONGEST_TEXT) {
      throw new RefusedException(
          name,
          "the attribute of job %s is %s; set it to %s separated by spaces, or remove it"
              .formatted(
                  job.id(),
                  text.value().isBlank() ? "empty" : "longer than " + LONGEST_TEXT + " characters",
                  form));
    }
    return Optional.of(text.value());
  }

  private static Optional<Long> lifetime(String name, JobContext job) throws RefusedException {
    Optional<AttributeValue> value = find(name, job);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof AttributeValue.Whole whole) {
      return Optional.of(whole.value());
    }
    throw wrong(name, job, value.get(), "an integer of seconds");
  }

  /** {@code undefined} is how HTCondor writes that there is no value. */
  private static Optional<AttributeValue> find(String name, JobContext job) {
    return job.attributes()
        .get(name)
        .filter(
            value ->
                !(value instanceof AttributeValue.Other other
                    && other.expression().strip().equalsIgnoreCase("undefined")));
  }

  private static RefusedException wrong(
      String name, JobContext job, AttributeValue value, String form) {
    String found;
    if (value instanceof AttributeValue.Text text) {
      found = "the string " + text.value();
    } else if (value instanceof AttributeValue.Whole whole) {
      found = "the integer " + whole.value();
    } else {
      found = ((AttributeValue.Other) value).expression();
    }
    return new RefusedException(
        name,
        "job %s has the value %s, but it must be %s; use EVALSET in a job transform to evaluate expressions"
            .formatted(job.id(), TemplateVariables.shown(found), form));
  }
}
