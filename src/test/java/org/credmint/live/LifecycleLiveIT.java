// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.credmint.live.Spool.Token;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the daemon starts, ends and takes changes, with HTCondor's master above it. */
class LifecycleLiveIT {
  private static final String ALICE = "alice/scitokens";

  private static LivePool pool;
  private static Spool spool;

  @BeforeAll
  static void bringUp() {
    pool =
        LivePool.builder()
            .knob("LOCAL_CREDMON_PROVIDER_NAMES", "scitokens other")
            .knob("LOCAL_CREDMON_TOKEN_LIFETIME", "600")
            .up();
    spool = new Spool(pool);
    spool.request(ALICE);
    spool.awaitToken(ALICE);
  }

  @AfterAll
  static void takeDown() {
    if (pool != null) {
      pool.close();
    }
  }

  @BeforeEach
  void startWherePreviousTestLeftIt() {
    if (spool.pid().isEmpty()) {
      spool.restartWith("");
    }
  }

  @Test
  void condorWhoFindsItReady() {
    LivePool.Result who = pool.run("root", "condor_who", "-wait:60", "IsReady");

    assertThat(who.exit()).isZero();
    assertThat(who.stdout()).contains("IsReady = true", "CREDMON_OAUTH = \"Alive\"");
  }

  @Test
  void thePidFileNamesTheProcessAndCondorCanReadIt() throws IOException {
    String pid = pool.call("condor", "cat", "/var/lib/condor/oauth_credentials/pid");

    assertThat(pool.call("root", "grep", "-ac", "credmint", "/proc/" + pid + "/cmdline"))
        .isEqualTo("1");
    assertThat(modeOf("pid")).isEqualTo("rw-r--r--");
    assertThat(spool.isComplete()).isTrue();
    assertThat(modeOf("CREDMON_COMPLETE")).isEqualTo("rw-r--r--");
  }

  private static String modeOf(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(pool.credentials().resolve(name)));
  }

  @Test
  void aChangedLifetimeReissuesWhatIsThereAtReconfig() {
    Token before = spool.awaitToken(ALICE);
    long pid = pool.credmonPid();

    spool.knobs("LOCAL_CREDMON_TOKEN_LIFETIME = 900");
    pool.reconfigure();
    Token longer = spool.awaitOther(ALICE, before, Spool.SOON);
    spool.knobs("");
    pool.reconfigure();
    Token again = spool.awaitOther(ALICE, longer, Spool.SOON);

    assertThat(longer.lifetime()).isEqualTo(900);
    assertThat(again.lifetime()).isEqualTo(600);
    assertThat(pool.credmonPid()).isEqualTo(pid);
  }

  @Test
  void condorOffTakesItDownAndCondorOnBringsItBack() {
    Token before = spool.awaitToken(ALICE);
    long pid = pool.credmonPid();

    spool.off();
    assertThat(spool.pid()).isEmpty();
    assertThat(spool.isComplete()).isFalse();
    spool.on();
    spool.awaitServing(pid);

    assertThat(spool.token(ALICE)).contains(before);
  }

  @Test
  void condorOffFastTakesItDown() {
    long pid = pool.credmonPid();

    spool.off("-fast");

    assertThat(spool.masterLog()).contains("Sent SIGQUIT to CREDMON_OAUTH (pid " + pid + ")");
    assertThat(spool.pid()).isEmpty();
    spool.on();
    spool.awaitServing(pid);
  }

  @Test
  void itComesBackWithAllOfHtcondor() {
    Token before = spool.awaitToken(ALICE);
    long pid = pool.credmonPid();

    pool.call("root", "condor_restart");
    spool.awaitEnd(pid, "exited with status 0");
    spool.awaitServing(pid);

    assertThat(spool.token(ALICE)).contains(before);
  }

  @Test
  void killedItIsStartedAgainAndGoesOnWhereItWas() {
    Token before = spool.awaitToken(ALICE);
    long pid = pool.credmonPid();

    pool.call("root", "kill", "-KILL", Long.toString(pid));
    spool.awaitEnd(pid, "");
    spool.request("bob/scitokens");
    spool.awaitServing(pid);

    spool.awaitToken("bob/scitokens");
    assertThat(spool.token(ALICE)).contains(before);
    assertThat(spool.script("find . -name '.*.tmp'")).isEmpty();
  }

  @Test
  void eachSignalToEndIsObeyedWithinASecond() {
    for (String signal : new String[] {"QUIT", "TERM"}) {
      long pid = pool.credmonPid();

      int took = millisUntilEndAfter(signal, pid);

      spool.awaitEnd(pid, "exited with status 0");
      assertThat(took).as("ms after SIG" + signal).isLessThan(1000);
      spool.awaitServing(pid);
    }
  }

  @Test
  void itEndsWithinASecondWhileAnotherProgramKeepsItWaiting() {
    pool.call(
        "root",
        "sh",
        "-c",
        "printf '#!/bin/sh\\necho $$ >/tmp/hanging\\nexec sleep 60\\n' >/usr/local/bin/hangs;"
            + " chmod 755 /usr/local/bin/hangs");
    spool.restartWith("CREDMON_OAUTH_ENVIRONMENT = \"CREDMINT_PYTHON=/usr/local/bin/hangs\"");
    long pid = pool.credmonPid();
    String program =
        pool.call(
            "root",
            "sh",
            "-c",
            "while [ ! -s /tmp/hanging ]; do sleep 0.1; done; cat /tmp/hanging");

    int took = millisUntilEndAfter("TERM", pid);

    spool.awaitEnd(pid, "exited with status 0");
    assertThat(took).isLessThan(1000);
    assertThat(pool.run("root", "test", "-e", "/proc/" + program.strip()).exit()).isEqualTo(1);
    spool.awaitServing(pid);
    spool.restartWith("");
  }

  private static int millisUntilEndAfter(String signal, long pid) {
    String took =
        pool.call(
            "root",
            "sh",
            "-c",
            """
            begin=$(date +%s%N)
            kill -"$2" "$1"
            while [ -e "/proc/$1/exe" ]; do sleep 0.01; done
            echo $((($(date +%s%N) - begin) / 1000000))
            """,
            "sh",
            Long.toString(pid),
            signal);
    return Integer.parseInt(took);
  }

  @Test
  void aBurstOfHangupsAndEndsIsTakenCalmly() {
    long pid = pool.credmonPid();

    pool.call(
        "root",
        "sh",
        "-c",
        "for i in $(seq 200); do kill -HUP \"$1\"; done; sleep 0.5; kill -0 \"$1\"; for i in $(seq"
            + " 20); do kill -QUIT \"$1\"; kill -TERM \"$1\"; done 2>/dev/null; true",
        "sh",
        Long.toString(pid));

    spool.awaitEnd(pid, "exited with status 0");
    spool.awaitServing(pid);
  }

  @Test
  void condorFetchlogFindsItsLog() {
    String host = pool.call("root", "hostname");

    assertThat(pool.call("root", "condor_fetchlog", host, "CREDMON_OAUTH"))
        .contains("Credmint", "starting: pid");
  }

  @Test
  void aSecondInstanceRefusesAndNamesTheFirst() {
    long pid = pool.credmonPid();

    LivePool.Result second =
        pool.run("root", "/opt/credmint/sbin/condor_credmon_mint", "-l", "/tmp/second.log");

    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.stderr()).contains("(pid " + pid + ")");
    assertThat(pool.call("root", "cat", "/tmp/second.log")).contains("(pid " + pid + ")");
    assertThat(spool.pid()).contains(pid);
    assertThat(spool.isComplete()).isTrue();
  }

  @Test
  void withoutAProviderItEndsWith99AndStaysDownUntilCondorOn() {
    int logged = spool.log().length();
    int mastered = spool.masterLog().length();

    spool.off();
    spool.knobs("LOCAL_CREDMON_PRIVATE_KEY_ALGORITHM = HS256");
    spool.on();
    spool.awaitMaster(mastered, "exited with status 99");

    assertThat(spool.log().substring(logged)).contains("LOCAL_CREDMON", "HS256");
    spool.restartWith("");
    spool.awaitToken(ALICE);
  }

  @Test
  void aLogThatCannotBeOpenedEndsItWith44UntilItCan() {
    int mastered = spool.masterLog().length();
    long pid = pool.credmonPid();

    spool.off();
    spool.knobs("CREDMON_OAUTH_LOG = /nowhere/at/all/log");
    spool.on();
    spool.awaitMaster(mastered, "exited with status 44");
    spool.knobs("");

    spool.awaitServing(pid);
  }

  @Test
  void aBrokenProviderIsDisabledAloneUntilItIsMended() {
    int logged = spool.log().length();
    pool.call("root", "sh", "-c", "umask 077; echo no key > /etc/condor/broken.pem");

    spool.restartWith("LOCAL_CREDMON_other_PRIVATE_KEY = /etc/condor/broken.pem");
    spool.request("carol/other");
    spool.request("carol/scitokens");
    spool.awaitToken("carol/scitokens");
    assertThat(spool.log().substring(logged))
        .contains("Provider other disabled:", "/etc/condor/broken.pem");
    assertThat(spool.token("carol/other")).isEqualTo(Optional.empty());
    spool.knobs("");
    pool.reconfigure();

    spool.awaitToken("carol/other");
    spool.awaitLog(logged, "Resolved:");
  }

  @Test
  void aDenialDeniesOnARunningDaemonWhateverElseIsWrong() {
    spool.restartWith("");
    long pid = pool.credmonPid();
    int logged = spool.log().length();

    reconfigureWith(logged, "CREDMINT_scitokens_POLICY = everybody: deny");
    refused("denied1", "POLICY (everybody)");
    logged = spool.log().length();
    reconfigureWith(logged, "CREDMINT_scitokens_POLICY =");
    refused("denied2", "POLICY: no policy rule");
    logged = spool.log().length();
    reconfigureWith(logged, "");
    spool.awaitToken("denied2/scitokens");
    logged = spool.log().length();
    reconfigureWith(
        logged,
        """
        CREDMINT_scitokens_POLICY = everybody: scopes read:/ write:/; user denied3: deny
        LOCAL_CREDMON_scitokens_ISSUER = no url
        """);
    refused("denied3", "POLICY (user denied3)");
    spool.request("allowed/scitokens");
    spool.awaitToken("allowed/scitokens");
    assertThat(pool.run("root", "/opt/credmint/bin/credmint", "check").stdout())
        .contains("LOCAL_CREDMON_scitokens_ISSUER");

    spool.knobs("");
    pool.reconfigure();
    for (String user : new String[] {"denied1", "denied3"}) {
      spool.awaitToken(user + "/scitokens");
    }
    assertThat(pool.credmonPid()).isEqualTo(pid);
  }

  private static void reconfigureWith(int logged, String knobs) {
    spool.knobs(knobs);
    pool.reconfigure();
    spool.awaitLog(logged, "Configuration changed for");
  }

  private static void refused(String user, String rule) {
    int logged = spool.log().length();
    spool.request(user + "/scitokens");
    spool.awaitLine(logged, "user: " + user + ", credential scitokens: ", rule);
    assertThat(spool.token(user + "/scitokens")).isEmpty();
  }

  @Test
  void itServesAsTheCondorUserWhereTheDirectoryIsTrusted() {
    pool.call(
        "root",
        "sh",
        "-ec",
        """
        install -d -o condor -g condor -m 0700 /var/lib/condor/keys
        install -d -o condor -g condor -m 0755 /var/log/condor/own
        """);

    spool.restartWith(
        """
        CREDMON_OAUTH_USERID = condor
        TRUST_CREDENTIAL_DIRECTORY = True
        CREDMON_OAUTH_LOG = /var/log/condor/own/CredMonOAuthLog
        LOCAL_CREDMON_PRIVATE_KEY = /var/lib/condor/keys/private.pem
        LOCAL_CREDMON_PUBLIC_KEY = /var/lib/condor/keys/public.pem
        """);
    spool.script("install -d -o condor -g condor -m 2770 u001; : > u001/scitokens.top");
    spool.awaitToken("u001/scitokens");

    assertThat(spool.script("stat -c '%U %G %a' u001/scitokens.use"))
        .isEqualTo("condor condor 400");
    assertThat(pool.call("root", "ps", "-o", "user=", "-p", Long.toString(pool.credmonPid())))
        .isEqualTo("condor");
    if (pool.hasHandlesOfLocalProviders()) {
      aRequestThatTheCreddWroteAsRootIsServedUnlessTheFileIsAnothers();
    }
    spool.restartWith("");
  }

  private static void aRequestThatTheCreddWroteAsRootIsServedUnlessTheFileIsAnothers() {
    spool.script(
        "umask 077; echo theirs > u001/scitokens_t.use; echo '{}' > u001/scitokens_t.top;"
            + " echo '{}' > u001/scitokens_h.top");
    spool.awaitToken("u001/scitokens_h");
    assertThat(spool.script("cat u001/scitokens_t.use")).isEqualTo("theirs");
  }
}
