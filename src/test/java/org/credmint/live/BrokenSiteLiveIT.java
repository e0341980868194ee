// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.credmint.live.Spool.Token;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A credential directory and a {@code condor_config_val} that fail as a whole, beside a running
 * job. The directory is a small file system of its own, which can be filled and made read-only.
 */
class BrokenSiteLiveIT {
  private static final String ALICE = "alice/scitokens";
  private static final Duration ONE_LIFE = Duration.ofSeconds(60);
  private static final String TOOL = "/usr/bin/condor_config_val";

  private static LivePool pool;
  private static Spool spool;
  private static Sampling job;
  private static long pid;

  @BeforeAll
  static void bringUpWithASmallFileSystemAndAJob() {
    pool =
        LivePool.builder()
            .knob("LOCAL_CREDMON_TOKEN_LIFETIME", "60")
            .knob("CREDMON_OAUTH_ENVIRONMENT", "\"CREDMINT_CONFIG_TIMEOUT=5\"")
            .up();
    spool = new Spool(pool);
    long before = pool.credmonPid();
    spool.off();
    spool.script(
        """
        mode=$(stat -c %a .)
        mount -t tmpfs -o size=256k,mode="$mode",uid="$(stat -c %u .)",gid="$(stat -c %g .)" tmpfs .
        """);
    spool.on();
    pid = spool.awaitServing(before);
    job = Sampling.start(pool, "alice", 900);
  }

  @AfterAll
  static void takeDown() {
    if (pool != null) {
      pool.close();
    }
  }

  /** Whatever was tried, the daemon is the same process and alice's job never noticed. */
  @AfterEach
  void theJobGoesOnWithALiveToken() {
    assertThat(pool.credmonPid()).isEqualTo(pid);
    assertThat(job.runs()).isTrue();
    assertThat(job.expired()).isZero();
  }

  @Test
  void aSocketOrPipeIsToldAndDisturbsNobody() {
    int logged = spool.log().length();

    spool.script(
        """
        socket() { python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$1"; }
        for user in topsocket toppipe usesocket usepipe; do
          install -d -o root -g condor -m 2770 "$user"
        done
        socket topsocket/scitokens.top; mkfifo toppipe/scitokens.top
        socket usesocket/scitokens.use; mkfifo usepipe/scitokens.use
        : > usesocket/scitokens.top; : > usepipe/scitokens.top
        kill -HUP "$(cat pid)"
        """);
    spool.awaitLog(logged, "Ignoring topsocket/scitokens.top: it is a socket");
    spool.awaitLog(logged, "Ignoring toppipe/scitokens.top: it is a ");
    spool.awaitLog(logged, "Replacing usesocket/scitokens.use, because ");
    spool.awaitLog(logged, "Replacing usepipe/scitokens.use, because ");
    spool.awaitToken("usesocket/scitokens");
    spool.awaitToken("usepipe/scitokens");
    spool.request("bystander/scitokens");
    spool.awaitToken("bystander/scitokens");

    assertThat(spool.script("find topsocket toppipe -name '*.use'")).isEmpty();
    assertThat(spool.log().substring(logged)).doesNotContain("Failed to renew");
  }

  @Test
  void aReadOnlyDirectoryFailsRenewalsAndNewUsersUntilItIsWritable() {
    failAsAWhole("mount -o remount,ro .", "EROFS", "mount -o remount,rw .", "readonly");
  }

  @Test
  void aFullDirectoryFailsRenewalsAndNewUsersUntilThereIsRoom() {
    failAsAWhole(
        "head -c 1000000 /dev/zero > filler 2>/dev/null || true", "ENOSPC", "rm filler", "full");
  }

  /** The daemon stands still while a new user asks and the damage is done, so that it sees both. */
  private static void failAsAWhole(String damage, String error, String mend, String user) {
    int logged = spool.log().length();
    Token before = spool.awaitToken(ALICE);
    String credential = user + "/scitokens";

    spool.knobs("LOCAL_CREDMON_TOKEN_AUDIENCE = https://%s.test".formatted(user));
    spool.script(
        """
        kill -STOP "$(cat pid)"
        install -d -o root -g condor -m 2770 "$1"; : > "$1/scitokens.top"
        %s
        kill -CONT "$(cat pid)"; kill -HUP "$(cat pid)"
        """
            .formatted(damage),
        user);
    awaitFailure(logged, "user: alice, credential scitokens: ", error, "current token valid");
    awaitFailure(logged, "user: " + user + ", credential scitokens: ", error, "no valid token");
    assertThat(spool.token(ALICE)).contains(before);
    assertThat(spool.script("ls -A \"$1\"", user)).isEqualTo("scitokens.top");
    int fixedAt = spool.log().length();
    spool.script(mend);

    spool.awaitLog(fixedAt, "Successfully renewed SciToken for user: alice,");
    spool.awaitToken(credential);
    job.awaitToken(spool.awaitOther(ALICE, before, ONE_LIFE).jti(), Duration.ofSeconds(30));
  }

  private static void awaitFailure(int from, String whose, String error, String state) {
    spool.awaitLine(from, "Failed to renew SciToken for " + whose, error, state);
  }

  @Test
  void whileCondorConfigValIsMissingSlowOrFailingTheLastGoodConfigurationStays() {
    String hidden = TOOL + ".hidden";
    String aside = "mv %s %s; ".formatted(TOOL, hidden);
    spool.knobs("LOCAL_CREDMON_TOKEN_LIFETIME = 50");

    pool.call("root", "sh", "-ec", aside);
    reloadInVain(
        "condor_config_val is neither in PATH nor in /usr/bin", "install HTCondor's tools");
    replaceTool("echo 'the disk is broken' >&2; exit 3");
    reloadInVain(TOOL + " exited with status 3: the disk is broken", "fix what it reports");
    replaceTool("exec sleep 1000");
    int logged = spool.log().length();
    reloadInVain(TOOL + " took longer than 5 s", "if it does not end");
    assertThat(pool.run("root", "pgrep", "-f", "sleep 1000").exit()).as("nothing left").isOne();
    spool.awaitLine(logged, "Successfully renewed SciToken for user: ");

    pool.call("root", "mv", hidden, TOOL);
    pool.signalCredmon("HUP");
    spool.awaitLine(logged, "Configuration changed for scitokens");
    // The old configuration may have renewed it once more in the meantime.
    pool.waitFor(
        "a token as the new configuration has it",
        Spool.SOON,
        () -> spool.token(ALICE).filter(token -> token.lifetime() == 50));
  }

  private static void replaceTool(String script) {
    pool.call(
        "root",
        "sh",
        "-ec",
        "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1.new\"; chmod 755 \"$1.new\"; mv \"$1.new\" \"$1\"",
        "sh",
        TOOL,
        script);
  }

  /** Asks for a reload that fails so; what is asked for meanwhile is issued as before. */
  private static void reloadInVain(String reason, String advice) {
    int logged = spool.log().length();
    String user = "during" + logged;
    pool.signalCredmon("HUP");
    spool.request(user + "/scitokens");
    assertThat(spool.awaitToken(user + "/scitokens").lifetime()).isEqualTo(60);
    spool.awaitLine(logged, "Keeping the last good configuration: " + reason, advice);
    assertThat(spool.log().substring(logged)).doesNotContain("Configuration changed");
  }
}
