// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.credmint.live.Spool.Token;
import org.junit.jupiter.api.Test;

/** Taking over from HTCondor's own credential monitor, and handing back, beside a running job. */
class DropInLiveIT {
  private static final String ALICE = "alice/scitokens";
  private static final String CREDMINT = "CREDMON_OAUTH = /opt/credmint/sbin/condor_credmon_mint\n";
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(30);

  @Test
  void aRunningJobIsTakenOverAndHandedBackUndisturbed() {
    try (LivePool pool =
        LivePool.builder().credmon("stock").knob("LOCAL_CREDMON_TOKEN_LIFETIME", "120").up()) {
      Spool spool = new Spool(pool);
      Sampling job = Sampling.start(pool, "alice", 600);
      Token stocks = spool.awaitToken(ALICE);
      ownCredential(spool);

      swap(pool, spool, CREDMINT);
      assertThat(spool.token(ALICE)).as("kept until due").contains(stocks);
      dots(spool);
      if (pool.hasHandlesOfLocalProviders()) {
        handles(spool);
        aHandleStoredByItsUser(pool, spool);
      }
      Token ours = spool.awaitOther(ALICE, stocks, Duration.ofSeconds(120));
      // At half of its life, up to a tenth earlier; ours has an iat that is 4 s early.
      assertThat(ours.issuedAt() - stocks.issuedAt()).isBetween(36L, 85L);
      job.awaitToken(ours.jti(), UNTIL_SEEN);

      swap(pool, spool, "");
      assertThat(spool.token(ALICE)).as("kept by stock").contains(ours);
      spool.request("bob/scitokens");
      pool.signalCredmon("HUP");
      spool.awaitToken("bob/scitokens");

      assertThat(job.runs()).isTrue();
      assertThat(job.expired()).isZero();
      assertThat(job.jtis()).containsExactlyInAnyOrder(stocks.jti(), ours.jti());
      assertThat(spool.script("cat carol/mine.use carol/scitokens.use")).isEqualTo("own\nown");
    }
  }

  /** A credential that the user brought is a file for jobs without a request. */
  private static void ownCredential(Spool spool) {
    spool.script(
        """
        install -d -o root -g condor -m 2770 carol
        echo own > carol/mine.use; echo own > carol/scitokens.use
        """);
  }

  private static void dots(Spool spool) {
    spool.request("dot.ted/scitokens");
    spool.awaitToken("dot.ted/scitokens");
  }

  private static void handles(Spool spool) {
    for (String one : new String[] {"alice/scitokens_h1", "alice/scitokens_h_2"}) {
      spool.request(one);
      spool.awaitToken(one);
    }
  }

  private static void aHandleStoredByItsUser(LivePool pool, Spool spool) {
    LivePool.Result stored =
        pool.run(
            "bob",
            "{}",
            Spool.SOON,
            "condor_store_cred",
            "add-oauth",
            "-s",
            "scitokens",
            "-H",
            "stored",
            "-i",
            "-");
    assertThat(stored.exit()).as(stored.stdout() + stored.stderr()).isZero();
    spool.awaitToken("bob/scitokens_stored");
  }

  /** As the documentation tells: the knob, a reconfiguration, off and on. */
  private static void swap(LivePool pool, Spool spool, String knobs) {
    long before = pool.credmonPid();
    int mastered = spool.masterLog().length();
    spool.knobs(knobs);
    pool.reconfigure();
    pool.call("root", "condor_off", "-daemon", "credmon_oauth");
    spool.awaitMaster(mastered, "The CREDMON_OAUTH (pid " + before + ")");
    spool.on();
    spool.awaitServing(before);
  }
}
