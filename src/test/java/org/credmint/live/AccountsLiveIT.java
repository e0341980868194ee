// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
