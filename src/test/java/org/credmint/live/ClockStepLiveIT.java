// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.credmint.live.Spool.Token;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A clock that somebody sets under the running daemon. libfaketime stands between it and the wall
 * clock, so that the pool and this machine keep theirs.
 */
class ClockStepLiveIT {
  private static final long DAY = Duration.ofDays(1).toSeconds();
  private static final List<String> CREDENTIALS = List.of("early/scitokens", "late/scitokens");

  private static LivePool pool;
  private static Spool spool;

  @BeforeAll
  static void bringUpWithAClockOfItsOwn() {
    pool = LivePool.builder().knob("LOCAL_CREDMON_TOKEN_LIFETIME", "3600").up();
    spool = new Spool(pool);
    setClock("+0");
    spool.script(
        """
        cat > /usr/local/sbin/credmon <<'END'
        #!/bin/sh
        export LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketime.so.1)
        export FAKETIME_TIMESTAMP_FILE=/run/faketime FAKETIME_NO_CACHE=1
        export FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1
        exec /opt/credmint/sbin/condor_credmon_mint
        END
        chmod 755 /usr/local/sbin/credmon
        """);
    spool.restartWith("CREDMON_OAUTH = /usr/local/sbin/credmon");
  }

  @AfterAll
  static void takeDown() {
    if (pool != null) {
      pool.close();
    }
  }

  @Test
  void aClockSetBackADayAndPutRightAgainHasEveryTokenReplacedEachTime() {
    CREDENTIALS.forEach(spool::request);
    List<Token> atFirst = CREDENTIALS.stream().map(spool::awaitToken).toList();
    long pid = pool.credmonPid();
    int logged = spool.log().length();

    setClock("-1d");
    List<Token> yesterday = awaitOthers(atFirst);
    spool.awaitLine(logged, "Clock jumped by -86", "checking every credential");
    assertIssuedLater(atFirst, yesterday, -DAY);

    setClock("+0"); // all that it issued meanwhile is dead now
    List<Token> today = awaitOthers(yesterday);
    spool.awaitLine(logged, "Clock jumped by 86", "checking every credential");
    assertIssuedLater(yesterday, today, DAY);

    assertThat(pool.credmonPid()).isEqualTo(pid);
    assertThat(spool.log().substring(logged)).doesNotContain("Failed to renew");
  }

  private static List<Token> awaitOthers(List<Token> before) {
    return CREDENTIALS.stream()
        .map(one -> spool.awaitOther(one, before.get(CREDENTIALS.indexOf(one)), Spool.SOON))
        .toList();
  }

  private static void assertIssuedLater(List<Token> before, List<Token> after, long seconds) {
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).issuedAt() - before.get(i).issuedAt() - seconds)
          .as("seconds beyond the step")
          .isBetween(0L, 120L);
      assertThat(after.get(i).lifetime()).isEqualTo(3600);
    }
  }

  /** As libfaketime reads it, at once. */
  private static void setClock(String offset) {
    spool.script("echo \"$1\" > /run/faketime.new; mv /run/faketime.new /run/faketime", offset);
  }
}
