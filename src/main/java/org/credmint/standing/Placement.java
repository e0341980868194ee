// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Delivery;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TemplatePlace;
import org.credmint.credential.JobId;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.renew.Freshness;
import org.credmint.request.Destination;

/**
 * Where the credentials of a standing declaration are put, and whose they are.
 *
 * @param uid the owner of exported files; empty for the user that the daemon runs as
 * @param gid their group; empty for what the directory gives them
 * @param trusted user ids that may own a file of targets
 * @param closed directories in which nothing is exported
 * @param fetch how often readers fetch; zero where they read the file itself
 */
record Placement(
    OptionalInt uid, OptionalInt gid, Set<Integer> trusted, List<Path> closed, Duration fetch) {
  private static final Duration SHORTEST_FETCH = Duration.ofSeconds(1);

  /** A tenth of half of the lifetime: how much later than planned some are replaced. */
  private static final long SPREAD = 20;

  /** The user in the names of exported credentials whose target names no factory. */
  static final String NO_FACTORY = "standing";

  /** Takes copies. */
  Placement {
    trusted = Set.copyOf(trusted);
    closed = List.copyOf(closed);
  }

  /**
   * The highest age that a good credential has at its reader: replaced as late as planned, after
   * failures, and fetched one interval later. Never above its lifetime.
   */
  Duration highestAge(StandingSettings settings) {
    Duration lifetime = settings.lifetime();
    Freshness freshness = new Freshness(fetch.isZero() ? SHORTEST_FETCH : fetch);
    Duration half = lifetime.dividedBy(2).plus(lifetime.dividedBy(SPREAD));
    Duration atMinimum = lifetime.minus(settings.minimumLifetime());
    Duration replaced = half.compareTo(atMinimum) < 0 ? half : atMinimum;
    Duration age =
        replaced.plus(freshness.longestLoop()).plus(freshness.retryBudget(lifetime)).plus(fetch);
    return age.compareTo(lifetime) < 0 ? age : lifetime;
  }

  /** The user in the credential's name. */
  String owner(StandingSettings settings, Target target) throws UnfitTargetException {
    if (settings.delivery() instanceof Delivery.ToUser user) {
      if (JobId.parse(target.name()).isPresent()) {
        throw new UnfitTargetException(
            "has the name of a job, which %s does not allow"
                .formatted(StandingKnob.USER.nameFor(settings.name())));
      }
      return user.user();
    }
    return factory(target);
  }

  private static String factory(Target target) throws UnfitTargetException {
    String factory = target.attribute("factory").orElse(NO_FACTORY);
    if (!CredentialFileNames.isUser(factory)) {
      throw new UnfitTargetException(
          "has a factory that is not a name; use letters, digits and - + = _ . only");
    }
    return factory;
  }

  /** The same file, with owner, group and mode as the declaration has them now. */
  Destination current(StandingSettings settings, Destination earlier) {
    return earlier instanceof Destination.Exported exported
            && settings.delivery() instanceof Delivery.ToFile export
        ? new Destination.Exported(exported.file(), export.mode(), uid, gid)
        : earlier;
  }

  /** Where the credential is read. */
  Destination destination(StandingSettings settings, Target target) throws UnfitTargetException {
    if (!(settings.delivery() instanceof Delivery.ToFile export)) {
      return Destination.CREDENTIAL_DIRECTORY;
    }
    String knob = StandingKnob.EXPORT.nameFor(settings.name());
    String filled =
        new TargetValues(settings, target).fill(knob, export.file(), TemplatePlace.PATH);
    try {
      Path path = Path.of(filled);
      for (Path directory : closed) {
        if (path.startsWith(directory)) {
          throw new UnfitTargetException(
              "%s gives %s, but nothing is exported into %s".formatted(knob, path, directory));
        }
      }
      return new Destination.Exported(path, export.mode(), uid, gid);
    } catch (InvalidPathException e) {
      throw new UnfitTargetException(knob + " gives no path");
    }
  }
}
