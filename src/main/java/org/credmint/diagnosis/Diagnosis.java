// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.util.List;
import java.util.Optional;
import org.credmint.diagnosis.Link.Verdict;

/**
 * What was found of one credential.
 *
 * @param subject which, such as {@code alice/scitokens}
 * @param chain all that has to be in order; what comes first is the cause of what follows
 */
public record Diagnosis(String subject, List<Link> chain) {
  /** Takes a copy, and makes the name fit for a terminal. */
  public Diagnosis {
    subject = Link.printable(subject);
    chain = List.copyOf(chain);
  }

  /** The worst that was found. */
  public Verdict verdict() {
    return culprit().map(Link::verdict).orElse(Verdict.OK);
  }

  /** The first link that is broken; if none is, the first of which nobody can tell. */
  public Optional<Link> culprit() {
    Optional<Link> broken = first(Verdict.FAULT);
    return broken.isPresent() ? broken : first(Verdict.UNKNOWN);
  }

  private Optional<Link> first(Verdict verdict) {
    return chain.stream().filter(link -> link.verdict() == verdict).findFirst();
  }

  /** The one of several to begin with. */
  public static Optional<Diagnosis> worst(List<Diagnosis> all) {
    return all.stream().reduce((a, b) -> b.verdict().compareTo(a.verdict()) > 0 ? b : a);
  }
}
