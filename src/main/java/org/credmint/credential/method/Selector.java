// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.method;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Purpose;
import org.credmint.credential.kind.Validity;
import org.credmint.credential.kind.ValidityRule;
import org.credmint.credential.method.Selection.Chosen;
import org.credmint.credential.method.Selection.GroupAnswer;
import org.credmint.credential.method.Selection.NotChosen;
import org.credmint.credential.method.Selection.Why;

/**
 * Chooses credentials for one site. Purpose, trust domain and target have to be the site's;
 * GlideinWMS looks at the type alone, and so may send an expired credential of the right domain
 * because another domain has a valid one.
 *
 * @param purpose what the credentials are wanted for
 * @param trustDomain the site's
 * @param target the site; a credential without a target is for any site
 * @param rule how long the credentials have to be valid
 */
public record Selector(Purpose purpose, String trustDomain, String target, ValidityRule rule) {

  /** Chooses from a bundle; the answer is the same each time. */
  public Selection choose(AuthMethod method, CredentialBundle bundle, Instant now) {
    return new Selection(
        method.groups().stream().map(group -> answer(group, bundle, now)).toList());
  }

  private GroupAnswer answer(AuthMethod.Group group, CredentialBundle bundle, Instant now) {
    Answering answering = new Answering(now);
    for (AuthItem item : group.items()) {
      if (item instanceof AuthItem.OfParameter parameter) {
        answering.look(parameter, bundle.parameter(parameter.name()));
      } else {
        answering.look(item, fitting(item, bundle));
      }
    }
    return new GroupAnswer(group.toString(), answering.chosen, answering.others);
  }

  private static List<Candidate> fitting(AuthItem item, CredentialBundle bundle) {
    if (item instanceof AuthItem.OfType wanted) {
      CredentialType type = wanted.type();
      return bundle.credentials().stream()
          .filter(one -> one.type().isEmpty() || one.type().get() == type)
          .toList();
    }
    return bundle.credentials();
  }

  /** One group, item by item. */
  private final class Answering {
    private final Instant now;
    private final List<NotChosen> others = new ArrayList<>();
    private Optional<Chosen> chosen = Optional.empty();

    private Answering(Instant now) {
      this.now = now;
    }

    private void look(AuthItem.OfParameter item, Optional<Parameter> found) {
      if (found.isEmpty()) {
        pass(item, "", Why.NOT_GIVEN, "is not given");
      } else if (chosen.isPresent()) {
        pass(item, "", Why.NOT_NEEDED, notNeeded());
      } else {
        chosen = Optional.of(new Chosen(item.toString(), found.get().inClassAd(), "is given"));
      }
    }

    private void look(AuthItem item, List<Candidate> candidates) {
      if (candidates.isEmpty()) {
        pass(item, "", Why.NOT_GIVEN, "no credential of this type is given");
      }
      candidates.forEach(candidate -> look(item, candidate));
    }

    private void look(AuthItem item, Candidate candidate) {
      Validity validity = candidate.validity(rule, now);
      Optional<NotChosen> unfit = unfit(item, candidate);
      if (unfit.isPresent()) {
        others.add(unfit.get());
      } else if (!validity.isValid()) {
        pass(item, candidate.name(), Why.NOT_VALID, validity.reason());
      } else if (chosen.isPresent()) {
        pass(item, candidate.name(), Why.NOT_NEEDED, notNeeded());
      } else {
        chosen = Optional.of(new Chosen(item.toString(), candidate.name(), validity.reason()));
      }
    }

    private Optional<NotChosen> unfit(AuthItem item, Candidate candidate) {
      if (!candidate.role().purpose().equals(purpose)) {
        String reason = "its purpose is %s, not %s".formatted(candidate.role().purpose(), purpose);
        return unfit(item, candidate, Why.OTHER_PURPOSE, reason);
      }
      String domain = candidate.role().trustDomain();
      if (!domain.equals(trustDomain)) {
        String reason = "its trust domain is '%s', not '%s'".formatted(domain, trustDomain);
        return unfit(item, candidate, Why.OTHER_TRUST_DOMAIN, reason);
      }
      String its = candidate.role().target();
      if (!its.isEmpty() && !its.equals(target)) {
        String reason = "its target is '%s', not '%s'".formatted(its, target);
        return unfit(item, candidate, Why.OTHER_TARGET, reason);
      }
      return Optional.empty();
    }

    private static Optional<NotChosen> unfit(
        AuthItem item, Candidate candidate, Why why, String reason) {
      return Optional.of(new NotChosen(item.toString(), candidate.name(), why, reason));
    }

    private void pass(AuthItem item, String name, Why why, String reason) {
      others.add(new NotChosen(item.toString(), name, why, reason));
    }

    private String notNeeded() {
      return "is not needed: " + chosen.orElseThrow().item() + " was chosen before it";
    }
  }
}
