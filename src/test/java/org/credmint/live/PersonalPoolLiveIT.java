// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A pool that an ordinary user runs for himself, without root. */
class PersonalPoolLiveIT {

  @Test
  void aUsersOwnPoolServesHisJobAndEndsWithItsMaster() {
    try (LivePool pool = LivePool.builder().runBy("alice").up()) {
      Spool spool = new Spool(pool);
      Sampling job = Sampling.start(pool, "alice", 300);
      long pid = pool.credmonPid();

      assertThat(job.runs()).isTrue();
      assertThat(job.expired()).isZero();
      assertThat(spool.script("stat -c '%U %a' alice/scitokens.use")).isEqualTo("alice 400");
      pool.call("root", "sh", "-c", "kill -QUIT $(pgrep -x condor_master)");

      spool.awaitEnd(pid, "exited with status 0");
      spool.awaitMaster(0, "All daemons are gone.");
      assertThat(spool.pid()).isEmpty();
    }
  }
}
