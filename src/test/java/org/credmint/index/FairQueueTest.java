// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.credmint.credential.CredentialId;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final int MANY = 1000;

  private final FairQueue line = new FairQueue(2);

  private void add(String user, int... jobs) {
    IntStream.of(jobs)
        .forEach(job -> line.add(new CredentialState(new CredentialId(user, "p", job + ".0"))));
  }

  private List<String> take(int most) {
    return line.take(most, MANY, state -> true).stream()
        .map(state -> state.id.user() + state.id.handle())
        .toList();
  }

  @Test
  void usersTakeTurns() {
    add("mallory", 1, 2, 3, 4, 5, 6);
    add("alice", 7);
    assertThat(take(4)).containsExactly("mallory1.0", "mallory2.0", "alice7.0", "mallory3.0");
    assertThat(take(9)).containsExactly("mallory4.0", "mallory5.0", "mallory6.0");
    assertThat(line.isEmpty()).isTrue();
  }

  @Test
  void aBatchIsOfSoManyUsersAtMost() {
    add("alice", 1, 2, 3);
    add("bob", 4);
    add("carol", 5);
    assertThat(line.take(9, 2, state -> true))
        .extracting(state -> state.id.user())
        .containsExactly("alice", "alice", "bob");
    assertThat(take(9)).containsExactly("carol5.0", "alice3.0");
  }

  @Test
  void whoWaitsNoMoreIsDroppedAndTakesNobodysTurn() {
    add("alice", 1, 2, 3);
    assertThat(line.take(1, MANY, state -> state.id.handle().equals("3.0"))).hasSize(1);
    assertThat(line.isEmpty()).isTrue();
  }
}
