// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accounts whose names are not like others. */
class AccountsLiveIT {

  /** The credd stores nothing for such a user, so the submit must not ask it. */
  private static final String SUBMIT =
      """
      useradd --badname -m dave@site.example 2>/dev/null
      useradd -m dave
      cd /home/dave@site.example
      setpriv --reuid=dave@site.example --regid=dave@site.example --init-groups \\
        env HOME=/home/dave@site.example USER=dave@site.example condor_submit -terse - <<'END'
      executable = /bin/sh
      transfer_executable = false
      arguments = "-c 'cp $BEARER_TOKEN_FILE /home/dave@site.example/copy'"
      My.OAuthServicesNeeded = "scitokens"
      My.ProjectName = "phys"
      queue
      END
      """;

  /** Submits as alice's account, authenticated as the person whom the token names. */
  private static final String SUBMIT_AS_PERSON =
      """
      mkdir -p /etc/condor/passwords.d /home/alice/.condor/tokens.d
      key=/etc/condor/passwords.d/POOL
      [ -f $key ] || { head -c 64 /dev/urandom > $key; chmod 600 $key; }
      condor_token_create -identity %1$s > /home/alice/.condor/tokens.d/person
      chmod 600 /home/alice/.condor/tokens.d/person
      chown -R alice /home/alice/.condor
      cd /home/alice
      setpriv --reuid=alice --regid=alice --init-groups \\
        env HOME=/home/alice USER=alice _condor_SEC_CLIENT_AUTHENTICATION_METHODS=IDTOKENS \\
        condor_submit -terse - <<'END'
      executable = /usr/bin/python3
      arguments = payload go
      transfer_executable = false
      should_transfer_files = no
      output = claims.$(Cluster).$(Process)
      My.OAuthServicesNeeded = "scitokens"
      %2$s
      queue
      END
      """;

  private static final String PEOPLE =
      """
      CREDMINT_scitokens_SUBJECT_TEMPLATE = {User}
      LOCAL_CREDMON_scitokens_AUTHZ_TEMPLATE = storage.read:/home/{User}
      """;

  @Test
  void peopleWhoShareAnAccountGetTokensOfTheirOwn() {
    try (JobPool jobs =
        new JobPool(JobPool.builder().knob("SUBMIT_ADD_LOCAL_CREDMON_PROVIDERS", "false").up())) {
      jobs.install("alice", "payload", JobPool.PAYLOAD);
      submitAs(jobs, "alice@one.example", "");
      submitAs(jobs, "alice@two.example", "");
      assertThat(jobs.credmint("root", "check").stdout())
          .contains("is the account of 2 users with jobs in the queue")
          .contains("use {User} in LOCAL_CREDMON_scitokens_AUTHZ_TEMPLATE");

      jobs.pool.configure(PEOPLE);
      assertThat(jobs.credmint("root", "check").stdout())
          .doesNotContain("is the account of")
          .contains("set SECURE_JOB_ATTRS = $(SECURE_JOB_ATTRS) User");
      jobs.pool.configure("SECURE_JOB_ATTRS = $(SECURE_JOB_ATTRS) User");
      assertThat(jobs.credmint("root", "check").stdout()).endsWith("0 problems\n");
      jobs.pool.reconfigure();

      String job = submitAs(jobs, "alice@one.example", "");
      String other = submitAs(jobs, "alice@two.example", "");
      String forged = submitAs(jobs, "alice@two.example", "My.User = \"alice@two.example.org\"");
      assertThat(jobs.claims("alice", job))
          .containsEntry("sub", "alice@one.example")
          .containsEntry("scope", "storage.read:/home/alice@one.example");
      for (String two : List.of(other, forged)) {
        assertThat(jobs.claims("alice", two))
            .containsEntry("sub", "alice@two.example")
            .containsEntry("scope", "storage.read:/home/alice@two.example");
      }
    }
  }

  /** Submits a job that goes on until the file {@code go} exists; returns its id. */
  private static String submitAs(JobPool jobs, String person, String line) {
    String script = SUBMIT_AS_PERSON.formatted(person, line);
    LivePool.Result submitted = jobs.pool.run("root", script, JobPool.SOON, "bash", "-s");
    assertThat(submitted.exit()).as(submitted.stderr()).isZero();
    return submitted.stdout().strip().split(" ", 2)[0];
  }

  @Test
  void aJobOfAnOwnerWithADomainFindsItsTokenAndHisNamesakeGetsNone() {
    try (JobPool jobs =
        new JobPool(JobPool.builder().knob("SUBMIT_ADD_LOCAL_CREDMON_PROVIDERS", "false").up())) {
      LivePool pool = jobs.pool;
      assumeThat(pool.jobsAsk()).as("owners with @ came with HTCondor 25.10.1").isTrue();
      LivePool.Result submitted = pool.run("root", SUBMIT, Duration.ofMinutes(1), "bash", "-s");
      assertThat(submitted.exit()).as(submitted.stderr()).isZero();
      String id = submitted.stdout().strip().split(" ", 2)[0];
      int cluster = Integer.parseInt(id.substring(0, id.indexOf('.')));

      jobs.awaitCompletion(cluster);

      assertThat(pool.call("root", "cat", "/home/dave@site.example/copy")).startsWith("ey");
      Path namesake = pool.credentials().resolve("dave");
      assertThat(Files.exists(namesake)).isFalse();
      assertThat(pool.credmonLog())
          .contains("for user: dave@site.example")
          .doesNotContain("Ignoring dave@site.example");
      assertThat(jobs.complaints()).isEmpty();
    }
  }
}
