// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Job transforms of the site beside the one that gives each job the name of its own token. */
class TransformsLiveIT {
  private static final String TRANSFORM = "JOB_TRANSFORM_AddSciToken";

  /** As HTCondor's manual has it, in the syntax that all releases take. */
  private static final String IN_LINES =
      """
      JOB_TRANSFORM_AddSciToken @=end
          REQUIREMENTS (JobUniverse == 5 || JobUniverse == 12)
          EVALSET OAuthServicesNeeded strcat( "scitokens ", OAuthServicesNeeded ?: "")
      @end
      """;

  /** As it stands in HTCondor's manual (25.14). */
  private static final String MANUALS =
      """
      JOB_TRANSFORM_AddSciToken @=end
          [
              Requirements = (JobUniverse == 5 || JobUniverse == 12);
              Eval_Set_OAuthServicesNeeded = strcat( "scitokens ", OAuthServicesNeeded ?: "");
          ]
      @end
      """;

  private static final String JOB =
      """
      executable = /usr/bin/python3
      arguments = payload
      transfer_executable = false
      should_transfer_files = no
      output = claims.$(Cluster).$(Process)
      +ProjectName = "phys"
      queue
      """;

  @Test
  void noJobFindsAFileThatIsNoTokenWhereALaterTransformAddsTheProviderAgain() throws Exception {
    try (JobPool jobs =
        new JobPool(
            JobPool.builder()
                .configuration("JOB_TRANSFORM_NAMES = $(JOB_TRANSFORM_NAMES) AddSciToken")
                .configuration(IN_LINES)
                .up())) {
      LivePool pool = jobs.pool;
      assertThat(pool.run("root", JobPool.CREDMINT, "check").stdout())
          .contains(TRANSFORM + "\n")
          .contains("adds scitokens to OAuthServicesNeeded after CredmintPerJob")
          .contains("list AddSciToken before CredmintPerJob in JOB_TRANSFORM_NAMES");
      LivePool.Result refused = submit(pool);
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.stderr()).contains("A job transform that comes after CredmintPerJob");

      pool.configure("JOB_TRANSFORM_NAMES = AddSciToken CredmintPerJob");
      pool.reconfigure();
      assertThat(pool.run("root", JobPool.CREDMINT, "check").stdout()).doesNotContain(TRANSFORM);
      jobs.install("alice", "payload", JobPool.PAYLOAD);
      int cluster =
          pool.waitFor(
              "the new order of transforms",
              JobPool.SOON,
              () -> {
                LivePool.Result result = submit(pool);
                return Optional.of(result)
                    .filter(one -> one.exit() == 0)
                    .map(one -> one.stdout().substring(0, one.stdout().indexOf('.')).strip())
                    .map(Integer::valueOf);
              });
      assertThat(jobs.claims("alice", cluster + ".0").get("scope").toString())
          .contains("storage.modify:/out/alice/" + cluster + ".0");
      jobs.awaitCompletion(cluster);

      pool.configure(MANUALS);
      assertThat(pool.run("root", JobPool.CREDMINT, "check").stdout())
          .contains(TRANSFORM + "\n")
          .contains("is written as a ClassAd")
          .contains("EVALSET OAuthServicesNeeded strcat( \"scitokens \"");
    }
  }

  private static LivePool.Result submit(LivePool pool) {
    return pool.run("alice", JOB, JobPool.SOON, "condor_submit", "-terse", "-");
  }
}
