// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code credmint check} beside a real HTCondor, whose own libraries it asks. */
class CheckLiveIT {
  private static final String CHECK = "/opt/credmint/bin/credmint";

  @Test
  void asksHtcondorsLibrariesAndFindsNothingWrong() throws Exception {
    try (LivePool pool =
        LivePool.builder().knob("LOCAL_CREDMON_TOKEN_AUDIENCE", "https://audience.example").up()) {
      LivePool.Result result = pool.run("root", CHECK, "check");

      assertThat(result.stdout())
          .contains("$CondorVersion: ")
          .contains("SEC_CREDENTIAL_DIRECTORY_OAUTH")
          .contains("accepted as scitoken:2.0, allows read:/user/nobody write:/user/nobody")
          .endsWith("0 problems\n");
      assertThat(result.exit()).isZero();
    }
  }
}
