// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Other monitors and their files beside ours, in one credential directory of a real HTCondor. */
class NeighboursLiveIT {
  private static final String MINT = "/opt/credmint/sbin/condor_credmon_mint";

  /**
   * A web login, a login of Vault, and a service that a knob names; all begin like our provider.
   */
  private static final String THEIR_FILES =
      """
      umask 077
      mkdir -p alice; chgrp condor alice; chmod 2770 alice; cd alice
      echo '{"refresh_token": "r", "scopes": "s"}' > scitokens_crab.top
      echo '{"client_id": "c", "client_secret": "s", "token_url": "https://t"}' > scitokens_crab.meta
      echo '{"access_token": "theirs", "expires_in": 1200}' > scitokens_crab.use
      echo '{"vault_token": "v", "vault_url": "https://v"}' > scitokens_vault.top
      echo vaults > scitokens_vault.use
      echo opaque > scitokens_web.top
      echo webs > scitokens_web.use
      """;

  private static final String SUMS =
      "cd alice; sha256sum scitokens_*; stat -c '%n %i %z %a' scitokens_*";

  @Test
  void filesOfServicesWhoseNamesBeginLikeOursStayByteForByte() {
    try (LivePool pool =
        LivePool.builder().knob("OAUTH2_CREDMON_PROVIDER_NAMES", "scitokens_web").up()) {
      Spool spool = new Spool(pool);
      spool.script(THEIR_FILES);
      String before = spool.script(SUMS);

      spool.request("alice/scitokens");
      spool.awaitToken("alice/scitokens");
      pool.signalCredmon("HUP");
      spool.request("bob/scitokens");
      spool.awaitToken("bob/scitokens");

      assertThat(spool.script(SUMS)).isEqualTo(before);
      aHandleIsServedWhereTheReleaseHasThem(pool, spool);
      LivePool.Result check = pool.run("root", "/opt/credmint/bin/credmint", "check");
      assertThat(check.stdout() + check.stderr())
          .contains("scitokens_web", "can be mistaken", "rename one of the two");
    }
  }

  private static void aHandleIsServedWhereTheReleaseHasThem(LivePool pool, Spool spool) {
    spool.request("bob/scitokens_h1");
    if (pool.hasHandlesOfLocalProviders()) {
      spool.awaitToken("bob/scitokens_h1");
      return;
    }
    pool.signalCredmon("HUP");
    spool.request("carol/scitokens");
    spool.awaitToken("carol/scitokens");
    assertThat(spool.use("bob/scitokens_h1")).doesNotExist();
  }

  @Test
  void ofFilesNamedLikeJobsOnlyThoseThatWeMadeAreRemoved() throws Exception {
    try (JobPool jobs = new JobPool(JobPool.builder().up())) {
      LivePool pool = jobs.pool;
      Spool spool = new Spool(pool);
      jobs.awaitCompletion(jobs.submit("bob", "queue")); // so the audit log begins earlier
      int cluster = jobs.submit("alice", "arguments = payload never\nqueue");
      String job = cluster + ".0";
      pool.waitForFile(jobs.tokenFile("alice", job), JobPool.SOON);
      spool.script(
          "cd alice; echo theirs > scitokens_4242.0.use; cp -p $1 $2", use(job), use("7777.0"));
      storedByTheUser(pool, spool);
      String sums =
          "cd alice; sha256sum scitokens_4242.0.use scitokens_7777.0.use scitokens_88.use";
      String before = spool.script(sums);

      spool.off();
      pool.call("root", "condor_rm", Integer.toString(cluster));
      pool.waitForJob(cluster, JobPool.SOON, LivePool.REMOVED);
      assertThat(jobs.tokenFile("alice", job)).exists();
      int logged = spool.log().length();
      spool.on();
      spool.awaitServing(0);
      jobs.awaitNoToken("alice", job);
      spool.awaitLine(logged, "WARNING", "alice/scitokens_7777.0.use", "audit log");
      pool.signalCredmon("HUP");
      int next = jobs.submit("bob", "queue");
      jobs.awaitCompletion(next);
      jobs.awaitNoToken("bob", next + ".0");

      assertThat(spool.script(sums)).isEqualTo(before);
      for (String theirs : new String[] {"4242.0", "7777.0", "88"}) {
        assertThat(spool.log().substring(logged).lines())
            .filteredOn(line -> line.contains("Leaving alice/" + use(theirs)))
            .hasSize(1);
      }
      jobs.verifyAuditLog();
    }
  }

  private static String use(String job) {
    return "scitokens_" + job + ".use";
  }

  /**
   * A token that the user brought, as HTCondor since 24.7 takes it; before, written as it would.
   */
  private static void storedByTheUser(LivePool pool, Spool spool) {
    if (!pool.hasHandlesOfLocalProviders()) {
      spool.script("cd alice; echo hers > scitokens_88.use; chmod 0600 scitokens_88.use");
      return;
    }
    LivePool.Result stored =
        pool.run(
            "alice",
            "hers",
            Spool.SOON,
            "condor_store_cred",
            "add-oauth",
            "-s",
            "scitokens",
            "-H",
            "88",
            "-P",
            "-i",
            "-");
    assertThat(stored.exit()).as(stored.stdout() + stored.stderr()).isZero();
    assertThat(spool.use("alice/scitokens_88")).exists();
  }

  @Test
  void aPidFileWhoseNumberHasComeToAnotherProgramIsTakenOver() throws Exception {
    try (LivePool pool = LivePool.builder().up()) {
      Spool spool = new Spool(pool);
      String[] strangers = {
        "tail -f /tmp/condor_credmon_oauth.conf",
        "sh /tmp/condor_credmon_oauth",
        "python3 /tmp/condor_credmon_krb",
        "python3 -c 'import time; time.sleep(600)' /usr/sbin/condor_credmon_oauth"
      };
      for (String unserved : strangers) {
        spool.off();
        String pid = spool.script(start(unserved));
        assertThat(Files.readString(pool.credentials().resolve("pid")).strip()).isEqualTo(pid);
        spool.on();
        long served = spool.awaitServing(Long.parseLong(pid));
        assertThat(pool.call("root", "ps", "-o", "pid=", "-p", pid).strip()).isEqualTo(pid);
        assertThat(served).isNotEqualTo(Long.parseLong(pid));
        pool.call("root", "kill", "-9", pid);
      }
    }
  }

  private static String start(String command) {
    return """
        echo 'sleep 600; :' > /tmp/condor_credmon_oauth
        echo 'import time; time.sleep(600)' > /tmp/condor_credmon_krb
        touch /tmp/condor_credmon_oauth.conf
        setsid %s < /dev/null > /dev/null 2>&1 &
        echo $! > pid
        echo $!
        """
        .formatted(command);
  }

  @Test
  void htcondorsOwnMonitorThatRunsIsNotDisturbed() {
    try (LivePool pool = LivePool.builder().credmon("stock").up()) {
      Spool spool = new Spool(pool);
      long stock =
          pool.waitFor("the stock monitor", Spool.SOON, () -> spool.pid().filter(pid -> pid > 0));

      LivePool.Result second = pool.run("root", MINT, "-l", "/tmp/second.log");

      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.stderr()).contains("(pid " + stock + ")");
      assertThat(spool.pid()).isEqualTo(Optional.of(stock));
      spool.request("alice/scitokens");
      pool.signalCredmon("HUP");
      spool.awaitToken("alice/scitokens");
    }
  }

  @Test
  void aUserWhoseNameEndsLikeAMarkIsServed() {
    try (LivePool pool = LivePool.builder().up()) {
      Spool spool = new Spool(pool);
      spool.request("bob.mark/scitokens");
      pool.signalCredmon("HUP");
      spool.awaitToken("bob.mark/scitokens");
      assertThat(pool.credmonLog()).doesNotContain("Ignoring");
    }
  }
}
