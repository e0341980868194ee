// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTest {
  @Test
  void oneOfAKindIsCountedInTheSingular() {
    assertThat(new DaemonEvent.Ready(1, 1).text())
        .isEqualTo("Ready: watching 1 credential of 1 user");
    assertThat(new DaemonEvent.Ready(2, 0).text())
        .isEqualTo("Ready: watching 2 credentials of 0 users");
    assertThat(new DirectoryEvent.StaleTempFilesRemoved(1).text())
        .isEqualTo("Removed 1 temporary file of an earlier run");
    assertThat(new ConfigurationEvent.Reconfigured(List.of("a"), 1).text())
        .endsWith("checking 1 credential");
    assertThat(new DirectoryEvent.DirectoryScanned("start", 1, Duration.ofMillis(3)).text())
        .isEqualTo("Scanned credential directory (start): 1 new user, took 3.0 ms");
    assertThat(new CredentialEvent.MoreNotRenewed(1, "EIO", Level.ERROR).text())
        .isEqualTo("Failed to renew credentials 1 more time within a minute: EIO");
  }

  @Test
  void jobsOnHoldAreNamedAndCountedBeyondTen() {
    assertThat(new JobQueueEvent.JobsHeld(List.of("1.0"), "policy").text())
        .isEqualTo("Put job 1.0 on hold: policy");
    List<String> many = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
    assertThat(new JobQueueEvent.JobsNotHeld(many, "EIO").text())
        .isEqualTo(
            "Cannot put jobs 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1 more on hold: EIO; retrying");
  }
}
