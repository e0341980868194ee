// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.credmint.credential.CredentialId;
import org.junit.jupiter.api.Test;

/** What is worth one line is logged once. */
final class OnceJournalTest {
  private final List<Event> logged = new ArrayList<>();
  private final OnceJournal journal = new OnceJournal(logged::add);

  @Test
  void theSameIsLoggedOnceAndWhatDiffersEachTime() {
    Event one = new CredentialEvent.LeftOut("group a");
    Event other = new CredentialEvent.LeftOut("group b");
    List.of(one, other, one, new CredentialEvent.LeftOut("group a")).forEach(journal::record);
    assertThat(logged).containsExactly(one, other);
  }

  @Test
  void aUsersTokensAreOneHoweverLargeTheyAre() {
    CredentialId first = new CredentialId("alice", "scitokens", "12.0");
    CredentialId second = new CredentialId("alice", "scitokens", "13.0");
    journal.record(new CredentialEvent.LargeToken(first, 3000));
    journal.record(new CredentialEvent.LargeToken(second, 3100));
    journal.record(
        new CredentialEvent.LargeToken(new CredentialId("bob", "scitokens", "14.0"), 3000));
    assertThat(logged).hasSize(2);
  }

  @Test
  void thousandsOfDifferentOnesFillNeitherLogNorMemory() {
    for (int i = 0; i < 10 * OnceJournal.MOST_EACH; i++) {
      journal.record(new CredentialEvent.LeftOut("group " + i));
    }
    assertThat(logged).hasSize(OnceJournal.MOST_EACH);
    journal.record(new CredentialEvent.LargeToken(new CredentialId("bob", "scitokens", ""), 3000));
    assertThat(logged).hasSize(OnceJournal.MOST_EACH + 1);
  }

  @Test
  void otherEventsAreAlwaysLogged() {
    journal.record(new DaemonEvent.Stopping("SIGTERM"));
    journal.record(new DaemonEvent.Stopping("SIGTERM"));
    assertThat(logged).hasSize(2);
  }
}
