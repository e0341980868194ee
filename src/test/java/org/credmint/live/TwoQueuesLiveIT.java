// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a real pool, a second schedd on the access point, whose jobs have the first one's numbers. */
class TwoQueuesLiveIT {
  private static final String SECOND_SPOOL = "/var/spool/condor/schedd2";

  private static final String SECOND =
      """
      SCHEDD2 = $(SCHEDD)
      SCHEDD2_ARGS = -local-name SCHEDD2
      SCHEDD2_LOG = $(LOG)/Schedd2Log
      SCHEDD2.SCHEDD_LOG = $(LOG)/Schedd2Log
      SCHEDD2.SCHEDD_NAME = second@
      SCHEDD2.PER_JOB_TOKEN_SCHEDD = ifThenElse(CredmintBare is true, "", "SCHEDD2.")
      SCHEDD2.SPOOL = /var/spool/condor/schedd2
      SCHEDD2.HISTORY = /var/spool/condor/schedd2/history
      SCHEDD2.SCHEDD_ADDRESS_FILE = /var/spool/condor/schedd2/.schedd_address
      SCHEDD2.SCHEDD_DAEMON_AD_FILE = /var/spool/condor/schedd2/.schedd_classad
      DAEMON_LIST = $(DAEMON_LIST) SCHEDD2
      DC_DAEMON_LIST = + SCHEDD2
      """;

  private static JobPool jobs;

  @BeforeAll
  static void up() {
    jobs = new JobPool(JobPool.builder().up());
    jobs.pool.call("root", "install", "-d", "-o", "condor", "-g", "condor", SECOND_SPOOL);
    jobs.pool.configure(SECOND);
    jobs.pool.reconfigure();
    jobs.pool.waitFor(
        "the second schedd",
        JobPool.SOON,
        () ->
            Optional.of(jobs.pool.call("root", "condor_status", "-schedd", "-af", "Name"))
                .filter(names -> names.contains("second@")));
    jobs.pool.waitFor(
        "the second schedd's job queue",
        JobPool.SOON,
        () -> Optional.of(check()).filter(text -> text.contains(SECOND_SPOOL)));
  }

  private static String check() {
    return jobs.credmint("root", "check").stdout();
  }

  @AfterAll
  static void down() {
    jobs.close();
  }

  @Test
  void checkListsTheQueuesAndFindsNothingWrong() {
    assertThat(check())
        .contains("job queue of the schedd", "job queue of schedd SCHEDD2", "second@")
        .contains("<provider>_SCHEDD2.<ClusterId>.<ProcId>", "0 problems");
  }

  @Test
  void jobsOfTheSameNumberReadTokensOfTheirOwn() {
    String job = twins("alice", waiting("first", "phys"), waiting("second", "other"));
    String second = "SCHEDD2." + job;
    Object first = jobs.claims("alice", "first").get("jti");
    Map<String, Object> other = jobs.claims("alice", "second");
    assertThat(other.get("jti")).isNotEqualTo(first);
    assertThat((String) other.get("scope")).contains("storage.read:/data/other");

    LivePool.Result explained = jobs.explain("root", "alice", second);
    assertThat(explained.stdout()).contains("scitokens_" + second, "/data/other");
    jobs.release("alice", "done.first");
    jobs.awaitNoToken("alice", job);
    assertThat(jobs.tokenFile("alice", second)).exists();
    jobs.release("alice", "done.second");
    jobs.awaitNoToken("alice", second);
    assertThat(jobs.auditLogLines())
        .anyMatch(line -> second.equals(line.get("job")) && "removal".equals(line.get("act")));
    jobs.verifyAuditLog();
  }

  @Test
  void aJobOfTheSecondThatAsksByABareNameGoesOnHoldThereAndSoDoesItsNamesake() {
    String idle = "requirements = false\n%squeue\n";
    String job = twins("bob", idle.formatted(""), idle.formatted("+CredmintBare = true\n"));
    awaitHold("scitokens_SCHEDD2." + job, "condor_q", "-name", "second@", job);
    awaitHold("SCHEDD2." + job, "condor_q", job);
    jobs.awaitNoToken("bob", job);
    for (String held : new String[] {job, "SCHEDD2." + job}) {
      assertThat(jobs.auditLogLines())
          .anyMatch(line -> held.equals(line.get("job")) && "hold".equals(line.get("act")));
    }
    jobs.pool.call("bob", "condor_rm", "-name", "second@", job);
    jobs.pool.waitFor(
        "the token of the job that remains",
        JobPool.SOON,
        () -> {
          jobs.pool.run("bob", "condor_release", job);
          return Files.exists(jobs.tokenFile("bob", job)) ? Optional.of(true) : Optional.empty();
        });
  }

  private static void awaitHold(String said, String... question) {
    String[] command =
        Stream.concat(Arrays.stream(question), Stream.of("-af", "HoldReason"))
            .toArray(String[]::new);
    jobs.pool.waitFor(
        "a hold reason with " + said,
        JobPool.SOON,
        () -> Optional.of(jobs.pool.call("bob", command)).filter(reason -> reason.contains(said)));
  }

  /** Submits to both schedds until both have given a job the same number. */
  private static String twins(String user, String toFirst, String toSecond) {
    int first = jobs.submit(user, toFirst);
    int second = submitToSecond(user, toSecond);
    while (first != second) {
      if (first < second) {
        jobs.pool.call(user, "condor_rm", String.valueOf(first));
        first = jobs.submit(user, toFirst);
      } else {
        jobs.pool.call(user, "condor_rm", "-name", "second@", String.valueOf(second));
        second = submitToSecond(user, toSecond);
      }
    }
    return first + ".0";
  }

  private static String waiting(String which, String project) {
    return "arguments = payload done.%1$s\noutput = claims.%1$s\n+ProjectName = \"%2$s\"\nqueue\n"
        .formatted(which, project);
  }

  private static int submitToSecond(String user, String lines) {
    LivePool.Result result =
        jobs.pool.run(
            user,
            jobs.description(lines),
            JobPool.SOON,
            "condor_submit",
            "-terse",
            "-name",
            "second@",
            "-");
    assertThat(result.exit()).as(result.stderr()).isZero();
    return Integer.parseInt(result.stdout().substring(0, result.stdout().indexOf('.')));
  }
}
