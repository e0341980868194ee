// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A pilot that keeps its place in its pool by nothing but the callback token that Credmint renews.
 * How long it is watched, in minutes, is told by the system property {@code
 * credmint.live.pilot.minutes}; without it less than one, with tokens of a shorter life.
 */
class PilotLiveIT {
  private static final int MINUTES = Integer.getInteger("credmint.live.pilot.minutes", 0);
  private static final boolean LONG = MINUTES > 0;
  private static final int LIFETIME = LONG ? 60 : 30;
  private static final int SESSION = LONG ? 20 : 10;
  private static final int PULL = LONG ? 10 : 5;
  private static final Duration WATCHED =
      LONG ? Duration.ofMinutes(MINUTES) : Duration.ofSeconds(36);
  private static final int KILLS = LONG ? 5 : 2;
  private static final int RENEWALS = LONG ? MINUTES * 3 / 2 : 1;

  /** A slot that was not heard of for so long has missed three updates at least. */
  private static final int DROPPED_OUT = 16;

  private record Stay(int samples, int dropouts, int longest, int renewals, long authentications) {}

  @Test
  void aPilotStaysInItsPoolWhileItsTokenIsRenewedAndFallsOutWhenItIsNot() throws Exception {
    try (PilotSite site = PilotSite.up(LIFETIME, PULL)) {
      int job = site.submitPilot(SESSION);
      awaitGlidein(site);
      assertThat(site.identity()).isEqualTo("pilot-here@example.org");
      int begin = site.collectorLog().length();
      int payload = submitPayload(site);

      Stay stay = watch(site);

      System.out.printf(
          Locale.ROOT,
          "pilot on %s: %d s, %d samples, dropouts=%d, longest silence %d s, renewals=%d,"
              + " authentications=%d, refused=%d, kills=%d%n",
          site.pool.version(),
          WATCHED.toSeconds(),
          stay.samples(),
          stay.dropouts(),
          stay.longest(),
          stay.renewals(),
          stay.authentications(),
          site.refused(begin),
          KILLS);
      assertThat(stay.dropouts()).isZero();
      assertThat(stay.renewals()).isGreaterThanOrEqualTo(RENEWALS);
      assertThat(stay.authentications()).isGreaterThan(WATCHED.toSeconds() / SESSION);
      assertThat(site.refused(begin)).isZero();
      assertThat(site.awaitPayload(payload, PilotSite.SOON)).isZero();
      assertThat(site.pool.call("bob", "cat", "found")).isEqualTo("eyJ\nrenewed\nended");
      fallOutAndReturn(site);
      assertThat(site.pool.attribute(job, "JobStatus")).contains("2");
    }
  }

  private static void awaitGlidein(PilotSite site) {
    site.pool.waitFor("the glidein", PilotSite.SOON, site::silence);
  }

  private static int submitPayload(PilotSite site) {
    new JobPool(site.pool).install("bob", "payload", PilotSite.script("pilot-payload"));
    return site.submitPayload(
        """
        executable = /bin/sh
        transfer_executable = false
        arguments = payload %s
        transfer_input_files = payload
        should_transfer_files = yes
        output = found
        error = errors
        queue
        """
            .formatted(site.tokenFile()));
  }

  /** Looks every second, and kills the daemon at even distances meanwhile. */
  private static Stay watch(PilotSite site) throws InterruptedException {
    String file = site.tokenFile();
    int begin = site.collectorLog().length();
    Set<String> tokens = new HashSet<>(Set.of(site.tokenId(file)));
    long start = System.nanoTime();
    int samples = 0;
    int dropouts = 0;
    int longest = 0;
    int kills = 0;
    while (System.nanoTime() - start < WATCHED.toNanos()) {
      int silence = site.silence().orElse(Integer.MAX_VALUE);
      samples++;
      longest = Math.max(longest, silence);
      dropouts += silence > DROPPED_OUT ? 1 : 0;
      tokens.add(site.tokenId(file));
      if (System.nanoTime() - start > WATCHED.toNanos() * (kills + 1) / (KILLS + 1)
          && kills < KILLS) {
        site.pool.signalCredmon("KILL");
        kills++;
      }
      Thread.sleep(1000);
    }
    assertThat(kills).isEqualTo(KILLS);
    return new Stay(samples, dropouts, longest, tokens.size() - 1, site.authenticated(begin));
  }

  private static void fallOutAndReturn(PilotSite site) {
    site.pool.call("root", "condor_off", "-daemon", "credmon_oauth");
    site.pool.waitFor(
        "the pilot to fall out",
        Duration.ofSeconds(LIFETIME + SESSION + 60),
        () ->
            Optional.of(site.silence().orElse(Integer.MAX_VALUE))
                .filter(seconds -> seconds > DROPPED_OUT));
    int out = site.collectorLog().length();
    site.pool.call("root", "condor_on", "-daemon", "credmon_oauth");
    site.pool.waitFor(
        "the pilot to return",
        PilotSite.SOON,
        () -> site.silence().filter(seconds -> seconds < DROPPED_OUT / 2));
    assertThat(site.authenticated(out)).as("authentications with the new token").isPositive();
  }
}
