// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The pool itself, with HTCondor's own credential monitor: what fails here says nothing about
 * Credmint.
 */
class StockCredmonLiveIT {

  @Test
  void aJobOfAnOrdinaryUserGetsItsToken() throws Exception {
    try (LivePool pool = LivePool.builder().credmon("stock").up()) {
      int cluster =
          pool.submit(
              "alice",
              pool.asking("scitokens")
                  + """
                  executable = /bin/sh
                  arguments = "-c 'id -un; cut -c 1-16 $_CONDOR_CREDS/scitokens.use'"
                  transfer_executable = false
                  output = out
                  error = err
                  queue
                  """);
      int state =
          pool.waitForJob(cluster, Duration.ofSeconds(60), LivePool.COMPLETED, LivePool.HELD);

      assertThat(state).isEqualTo(LivePool.COMPLETED);
      Path output = pool.home("alice").resolve("out");
      assertThat(Files.readAllLines(output)).containsExactly("alice", "{\"access_token\":");
      assertThat(pool.attribute(cluster, "OAuthServicesNeeded")).contains("\"scitokens\"");
      assertThat(pool.credmonLog()).contains("Successfully renewed");
    }
  }
}
