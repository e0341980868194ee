// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the daemon does, as commands, files and the schedd's ad show it. */
class StatusLiveIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path DROP_IN =
      Path.of(System.getProperty("basedir", ""), "condor-config", "70-credmint-status.conf");

  @Test
  void everyoneSeesWhoIsServedAndThatTheDaemonIsDown() throws IOException {
    try (LivePool pool =
        LivePool.builder()
            .knob("CREDMINT_METRICS_FILE", "/var/log/condor/credmint.prom")
            .knob("CREDMINT_METRICS_PORT", "9715")
            .configuration(Files.readString(DROP_IN))
            .knob("SCHEDD_CRON_CREDMINT_PERIOD", "2s")
            .knob("SCHEDD_INTERVAL", "5")
            .up()) {
      Spool spool = new Spool(pool);
      spool.request("alice/scitokens");
      spool.awaitToken("alice/scitokens");

      awaitStatus(pool, 0, "OK - 1 credential of 1 user, 1 valid");
      Path metrics = pool.logs().resolve("credmint.prom");
      pool.waitFor("metrics", SOON, () -> found(Files.readString(metrics), "credmint_users 1.0"));
      awaitAd(pool, "OK 1 0");
      why(pool, 0, "Cause: none");

      takeBackRenewAndMint(pool, spool);

      pool.call("root", "condor_off", "-daemon", "credmon_oauth");
      awaitStatus(pool, 2, "CRITICAL - the daemon is down");
      awaitAd(pool, "CRITICAL 2 0");
      why(pool, 1, "Next:  condor_on -daemon credmon_oauth");
    }
  }

  /** With a live daemon, as an administrator does. */
  private static void takeBackRenewAndMint(LivePool pool, Spool spool) throws IOException {
    spool.request("bob/scitokens");
    String bobs = spool.awaitToken("bob/scitokens").jti();
    String alices = spool.awaitToken("alice/scitokens").jti();
    LivePool.Result revoked =
        credmint(pool, "revoke", "--user", "alice", "--reason", "account stolen");
    assertThat(revoked.exit()).as(revoked.stderr()).isZero();
    assertThat(revoked.stdout())
        .contains("The daemon has seen it", "1 token that matches is valid", "jti " + alices);
    assertThat(credmint(pool, "renew", "--user", "bob").exit()).isZero();
    assertThat(spool.awaitToken("bob/scitokens").jti()).isNotEqualTo(bobs);

    LivePool.Result refused = credmint(pool, "renew", "--user", "alice");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.stdout()).contains("alice/scitokens not renewed", "refused");
    String[] mint = {"mint", "--user", "alice", "--provider", "scitokens"};
    assertThat(credmint(pool, mint).exit()).isEqualTo(1);
    assertThat(pool.run("alice", "/opt/credmint/bin/credmint", "revoke", "--list").stdout())
        .contains("user alice: account stolen");
    assertThat(spool.awaitToken("alice/scitokens").jti()).isEqualTo(alices);

    String id = revoked.stdout().replaceAll("(?s).*--lift (\\w+).*", "$1");
    assertThat(credmint(pool, "revoke", "--lift", id).exit()).isZero();
    assertThat(credmint(pool, "renew", "--user", "alice").exit()).isZero();
    assertThat(spool.awaitToken("alice/scitokens").jti()).isNotEqualTo(alices);
    LivePool.Result minted = credmint(pool, mint);
    assertThat(minted.exit()).as(minted.stderr()).isZero();
    assertThat(Files.readString(pool.logs().resolve("CredmintAuditLog")))
        .contains("\"act\":\"revocation\"", "\"act\":\"lift\"", "by hand, by root");
    assertThat(credmint(pool, "audit", "verify").exit()).isZero();
    holdAllJobs(pool);
  }

  /** By condor_hold -constraint. */
  private static void holdAllJobs(LivePool pool) {
    int cluster = pool.submit("bob", "executable = /bin/sleep\narguments = 600\nqueue 2\n");
    LivePool.Result held =
        credmint(pool, "revoke", "--user", "bob", "--hold", "--reason", "stolen");
    assertThat(held.exit()).as(held.stderr()).isZero();
    assertThat(
            pool.call(
                "root", "condor_q", String.valueOf(cluster), "-af", "JobStatus", "HoldReason"))
        .matches("(?s)(5 .*Taken back by revocation \\w+: stolen.*){2}");
    String id = held.stdout().replaceAll("(?s).*--lift (\\w+).*", "$1");
    assertThat(credmint(pool, "revoke", "--lift", id).exit()).isZero();
    LivePool.Result unknown = credmint(pool, "revoke", "--user", "bop", "--reason", "misspelled");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.stderr()).contains("nothing here has user bop");
  }

  private static LivePool.Result credmint(LivePool pool, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/opt/credmint/bin/credmint"));
    command.addAll(List.of(arguments));
    return pool.run("root", command.toArray(String[]::new));
  }

  private static void why(LivePool pool, int exit, String last) {
    LivePool.Result result = pool.run("root", "/opt/credmint/bin/credmint", "why", "alice");
    assertThat(result.stdout()).contains(last);
    assertThat(result.exit()).isEqualTo(exit);
  }

  /** As an ordinary user, whom nothing but the state file tells. */
  private static void awaitStatus(LivePool pool, int exit, String first) {
    pool.waitFor(
        first,
        SOON,
        () -> {
          LivePool.Result result = pool.run("alice", "/opt/credmint/bin/credmint", "status");
          return result.exit() == exit ? found(result.stdout(), first) : Optional.empty();
        });
  }

  private static void awaitAd(LivePool pool, String values) {
    pool.waitFor(
        "the schedd's ad with " + values,
        SOON,
        () ->
            found(
                pool.call(
                    "root",
                    "condor_status",
                    "-schedd",
                    "-af",
                    "CredmintState",
                    "CredmintCredentials",
                    "CredmintFailing"),
                values));
  }

  private static Optional<String> found(String text, String wanted) {
    return text.startsWith(wanted) || text.contains("\n" + wanted)
        ? Optional.of(text)
        : Optional.empty();
  }
}
