// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.credmint.config.proxy.ProxyReaders;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyFreshnessTest {
  private static ProxyFreshness with(long interval, Duration lifetime) {
    Duration looks = Duration.ofSeconds(interval);
    Duration least = Duration.ofSeconds(180);
    ProxyReaders readers =
        new ProxyReaders(looks, looks, least, least, true, Duration.ofDays(1), 0.25);
    return new ProxyFreshness(readers, lifetime, Duration.ZERO, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 600, 86_400, Integer.MAX_VALUE})
  @Timeout(value = 20, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  void theShortestLifetimeIsFoundAtOnceForEveryInterval(long interval) {
    Duration shortest = with(interval, Duration.ZERO).shortestLifetime();
    assertThat(with(interval, shortest).isMet()).isTrue();
    assertThat(with(interval, shortest.minusSeconds(1)).isMet()).isFalse();
  }
}
