// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.time.Duration;
import org.credmint.config.proxy.ProxyReaders;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Delivery;
import org.credmint.renew.Freshness;

/**
 * The promise that no reader of a proxy's file finds too little life in it, as numbers. A shadow
 * and a gridmanager look at the file at their intervals; what they find must last until they look
 * again, and be enough for them then.
 *
 * @param readers how often they look
 * @param lifetime of a proxy
 * @param minimum the life that the configuration wants in any case
 * @param isExported whether it is a file that they look at; jobs fetch the others
 */
record ProxyFreshness(
    ProxyReaders readers, Duration lifetime, Duration minimum, boolean isExported) {
  private static final int TENTHS = 10;
  private static final int MOST_TENTHS = 9;

  /** More than the loop, the retries and the margin of any lifetime together. */
  private static final Duration ENOUGH = Duration.ofMinutes(10);

  static ProxyFreshness of(StandingSettings settings, ProxyReaders readers) {
    return new ProxyFreshness(
        readers,
        settings.lifetime(),
        settings.minimumLifetime(),
        settings.delivery() instanceof Delivery.ToFile);
  }

  /** How much life a proxy must have left when it is replaced, for these readers. */
  private Duration reserve(Duration life) {
    return new Freshness(readers.interval()).reserve(life).plus(readers.least());
  }

  /**
   * Whether proxies of this lifetime can be replaced in time without being replaced all the while.
   */
  boolean isMet() {
    return !isExported || isMetBy(lifetime);
  }

  private boolean isMetBy(Duration life) {
    return reserve(life).multipliedBy(TENTHS).compareTo(life.multipliedBy(MOST_TENTHS)) <= 0;
  }

  /** The shortest lifetime, in whole seconds, with which the promise is kept. */
  Duration shortestLifetime() {
    long tooShort = 0;
    long enough = ENOUGH.plus(readers.interval()).plus(readers.least()).toSeconds() * 2;
    while (enough - tooShort > 1) {
      long middle = (enough + tooShort) >>> 1;
      if (isMetBy(Duration.ofSeconds(middle))) {
        enough = middle;
      } else {
        tooShort = middle;
      }
    }
    return Duration.ofSeconds(enough);
  }

  /** How much life the proxy in the file has left at least. */
  Duration leastLife() {
    Duration reserve = isExported && isMet() ? reserve(lifetime) : Duration.ZERO;
    return reserve.compareTo(minimum) >= 0 ? reserve : minimum;
  }

  String interval() {
    return isExported
        ? "shadow every %d s (SHADOW_CHECKPROXY_INTERVAL), gridmanager every %d s (GRIDMANAGER_CHECKPROXY_INTERVAL)"
            .formatted(readers.shadow().toSeconds(), readers.gridmanager().toSeconds())
        : "jobs fetch it as they fetch tokens";
  }

  String replacement() {
    if (!isMet()) {
      return "not possible in time: the shortest lifetime is %d s"
          .formatted(shortestLifetime().toSeconds());
    }
    Duration half = lifetime.dividedBy(2);
    Duration latest = lifetime.minus(leastLife());
    String when =
        latest.compareTo(half) < 0
            ? "at an age of at most %d s".formatted(latest.toSeconds())
            : "at half-life, %d s, +- 10 %%".formatted(half.toSeconds());
    return "%s; at least %d s are left in the file".formatted(when, leastLife().toSeconds())
        + (isExported ? needs() : "");
  }

  private String needs() {
    return " (CRED_MIN_TIME_LEFT is %d s, GRIDMANAGER_MINIMUM_PROXY_TIME %d s)"
        .formatted(readers.submitLeast().toSeconds(), readers.gridmanagerLeast().toSeconds());
  }

  String inJobs() {
    if (!isExported) {
      return "this proxy, in $_CONDOR_CREDS";
    }
    if (!readers.delegates()) {
      return "a copy of this proxy (DELEGATE_JOB_GSI_CREDENTIALS is false)";
    }
    String life =
        readers.delegatedLifetime().isZero()
            ? "a proxy made from this one, with its lifetime"
            : "a proxy made from this one, of at most %d s (DELEGATE_JOB_GSI_CREDENTIALS_LIFETIME)"
                .formatted(readers.delegatedLifetime().toSeconds());
    return "%s; another when the file has changed, or when %s of its life is left (DELEGATE_JOB_GSI_CREDENTIALS_REFRESH)"
        .formatted(life, readers.delegationRefresh());
  }
}
