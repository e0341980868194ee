// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code credmint check} and {@code explain} beside a real HTCondor, whose own tools they ask. */
class CheckLiveIT {
  private static final String CREDMINT = "/opt/credmint/bin/credmint";

  private static final String MISTAKES =
      """
      LOCAL_CREDMON_PROVIDER_NAMES = scitokens bio
      LOCAL_CREDMON_TOKEN_AUDIENCE = https://audience.example
      LOCAL_CREDMON_bio_TOKEN_LIFETIME = 20m
      LOCAL_CREDMON_chem_ISSUER = https://chem.example.org
      CREDMINT_USE_FILE_MODE = 0644
      CREDMINT_PULL_INTERVALL = 60
      LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE = /etc/condor/groups.map
      CREDMINT_scitokens_POLICY = everybody: scopes read:/user/{usrname} write:/, audience x
      CREDMINT_bio_POLICY = everybody: scopes read:/ write:/; group chemistri: lifetime 900
      """;

  /** The same, mended by nothing but what check says. */
  private static final String MENDED =
      """
      LOCAL_CREDMON_PROVIDER_NAMES = scitokens bio chem
      LOCAL_CREDMON_TOKEN_AUDIENCE = https://audience.example
      LOCAL_CREDMON_bio_TOKEN_LIFETIME = 20 * 60
      LOCAL_CREDMON_chem_ISSUER = https://chem.example.org
      CREDMINT_USE_FILE_MODE = 0400
      CREDMINT_PULL_INTERVAL = 60
      LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE = /etc/condor/groups.map
      CREDMINT_scitokens_POLICY = everybody: scopes read:/user/{username} write:/
      CREDMINT_bio_POLICY = everybody: scopes read:/ write:/; group chemistry: lifetime 900
      """;

  private static LivePool.Result root(LivePool pool, String script) throws Exception {
    return pool.run("root", "sh", "-c", script);
  }

  private static LivePool.Result check(LivePool pool, String... options) throws Exception {
    return root(pool, CREDMINT + " check " + String.join(" ", options));
  }

  @Test
  void asksHtcondorsLibrariesAndFindsNothingWrong() throws Exception {
    try (LivePool pool =
        LivePool.builder().knob("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://audience.example").up()) {
      LivePool.Result result = check(pool);

      assertThat(result.stdout())
          .contains("$CondorVersion: ")
          .contains("SEC_CREDENTIAL_DIRECTORY_OAUTH")
          .contains("accepted as scitoken:2.0, allows read:/user/nobody write:/user/nobody")
          .endsWith("0 problems\n");
      assertThat(result.exit()).isZero();
      explainAnswersAsTheDaemonDoes(pool);
    }
  }

  @Test
  void tellsEverythingInOneRunAndIsContentWhenItsAdviceIsTaken() throws Exception {
    try (LivePool pool = LivePool.builder().up()) {
      Path knobs = pool.configuration().resolve("95-mistakes.conf");
      Files.writeString(knobs, MISTAKES);
      root(
          pool,
          "echo '* alice chemistry' > /etc/condor/groups.map;"
              + " chmod 640 /etc/condor/scitokens-private.pem;"
              + " chmod o+rwx $(condor_config_val SEC_CREDENTIAL_DIRECTORY_OAUTH)");

      LivePool.Result found = check(pool);
      assertThat(found.exit()).isEqualTo(2);
      assertThat(found.stdout())
          .contains("written in               /etc/condor/config.d/95-mistakes.conf, line 3")
          .contains("write 20 * 60 for 20 minutes")
          .contains("set LOCAL_CREDMON_PROVIDER_NAMES = scitokens bio chem")
          .contains("write 0400 or 0600")
          .contains("did you mean CREDMINT_PULL_INTERVAL?")
          .contains("unknown variable {usrname}; known: {username}")
          .contains("did you mean audiences?")
          .contains("did you mean group chemistry?")
          .contains("run 'chmod 600 /etc/condor/scitokens-private.pem'")
          .contains("run chmod o-rwx on it")
          .doesNotContain("DISABLES", "FATAL", "_DEFAULT");
      Map<String, Object> json = JSONObjectUtils.parse(check(pool, "--format=json").stdout());
      assertThat(json).containsEntry("exit_status", 2L);
      assertThat((List<?>) json.get("problems")).hasSizeGreaterThanOrEqualTo(10);

      Files.writeString(knobs, MENDED);
      root(
          pool,
          "chmod 600 /etc/condor/scitokens-private.pem;"
              + " chmod o-rwx $(condor_config_val SEC_CREDENTIAL_DIRECTORY_OAUTH)");
      LivePool.Result mended = check(pool);
      assertThat(mended.stdout()).endsWith("0 problems\n");
      assertThat(mended.exit()).isZero();

      aPersonIsSentToRoot(pool);
      theCondorUsersKeyIsJudgedByTheDaemonsUser(pool, knobs);
    }
  }

  private static void aPersonIsSentToRoot(LivePool pool) throws Exception {
    LivePool.Result person = pool.run("alice", CREDMINT, "check");
    assertThat(person.exit()).isEqualTo(1);
    assertThat(person.stdout())
        .contains("run this command as root")
        .doesNotContain("ERROR", "chown", "chmod");
  }

  private static void theCondorUsersKeyIsJudgedByTheDaemonsUser(LivePool pool, Path knobs)
      throws Exception {
    Files.writeString(
        knobs, MENDED + "CREDMON_OAUTH_USERID = condor\nTRUST_CREDENTIAL_DIRECTORY = True\n");
    String condor = root(pool, "id -u condor").stdout().strip();
    String advice = "chown " + condor + " /etc/condor/scitokens-private.pem";
    assertThat(check(pool).stdout()).contains("run '" + advice + "'");
    root(pool, advice);
    assertThat(check(pool).stdout()).doesNotContain("chown");
  }

  private static void explainAnswersAsTheDaemonDoes(LivePool pool) throws Exception {
    String description =
        "executable = prog\narguments = 300\n" + pool.asking("scitokens") + "queue 2\n";
    String submit =
        "cd; cp /bin/sleep prog; cat > s.sub; "
            + CREDMINT
            + " explain --submit s.sub; echo exit $?";
    assertThat(pool.run("alice", description, Spool.SOON, "sh", "-c", submit).stdout())
        .contains("alice/scitokens would be issued", "version   scitoken:2.0", "transforms")
        .endsWith("exit 0\n");
    pool.run("alice", "sh", "-c", "cd; condor_submit s.sub; condor_q -long > two.ad");
    LivePool.Result two =
        root(
            pool,
            "cd /home/alice; condor_q -allusers -json > j.ad; for ad in two j; do "
                + CREDMINT
                + " explain --ad $ad.ad; echo exit $?; done");
    assertThat(two.stderr()).contains("contains 2 job ads: ", "contains job ads in JSON");
    assertThat(two.stdout()).isEqualTo("exit 2\nexit 2\n");
    LivePool.Result one =
        root(pool, "cd /home/alice; " + CREDMINT + " explain --ad two.ad --job 1.1");
    assertThat(one.stdout())
        .contains("alice/scitokens would be issued", "issuer    https://", "key ID    ")
        .contains("on disk   request alice/scitokens.top", "alice/scitokens.use: valid until ");
    String left = "$(condor_config_val SEC_CREDENTIAL_DIRECTORY_OAUTH)/x@y@z";
    root(pool, "install -d -m 2770 " + left + "; : > " + left + "/scitokens.top");
    LivePool.Result unserved = root(pool, CREDMINT + " explain --user x@y@z");
    assertThat(unserved.exit()).isEqualTo(1);
    assertThat(unserved.stdout()).contains("x@y@z/scitokens is not served");
    LivePool.Result told = check(pool);
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.stdout()).contains("/x@y@z", "is not served: invalid user name");
  }
}
