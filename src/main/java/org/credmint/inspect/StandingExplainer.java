// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.inspect.PolicyExplainer.Answer;
import org.credmint.os.Host;
import org.credmint.provider.Provider;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.revocation.Gate;
import org.credmint.revocation.Revocations;
import org.credmint.standing.StandingProvider;
import org.credmint.standing.TargetsFile;

/** Tells what would be issued for the targets of a standing credential, and where it goes. */
final class StandingExplainer {
  private final Host host;
  private final Revocations revocations;

  StandingExplainer(Host host, Revocations revocations) {
    this.host = host;
    this.revocations = revocations;
  }

  Answer explain(StandingProvider provider) {
    List<Explanation> all = new ArrayList<>();
    for (Target target : targets(provider)) {
      all.add(explain(provider, target));
    }
    return all.isEmpty()
        ? new Answer.Unknown("standing credential " + provider.name() + " has no target")
        : new Answer.Explained(all);
  }

  private List<Target> targets(StandingProvider provider) {
    if (!provider.settings().hasTargets()) {
      return List.of(Target.NONE);
    }
    List<Target> targets = new ArrayList<>(provider.settings().targets());
    provider
        .settings()
        .targetsFile()
        .map(file -> new TargetsFile(host, file, provider.trustedOwners()).look().targets())
        .ifPresent(targets::addAll);
    return targets;
  }

  private Explanation explain(StandingProvider provider, Target target) {
    try {
      Request request = provider.request(target);
      Provider.Answer answer = Gate.decide(revocations, provider, request);
      return new Explanation(
          request.id().toString(),
          PolicyExplainer.verdict(answer),
          provider.facts(),
          List.of(onDisk(request)),
          Optional.of(new Explanation.Decided(provider, request, answer)));
    } catch (UnfitTargetException e) {
      return new Explanation(
          provider.name() + ", target " + target.name(),
          new Verdict.Denied(Optional.of(StandingKnob.LIST), e.reason()),
          provider.facts(),
          List.of(),
          Optional.empty());
    }
  }

  private static String onDisk(Request request) {
    if (request.destination() instanceof Destination.Exported exported) {
      boolean there = Files.exists(exported.file(), LinkOption.NOFOLLOW_LINKS);
      return exported.file() + (there ? "" : ", not there yet or not to be seen by this user");
    }
    return request.id() + ".use in the credential directory";
  }
}
