// SPDX-License-Identifier: Apache-2.0
package org.credmint.status.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.credmint.config.Settings;
import org.credmint.credential.CredentialId;
import org.credmint.index.CredentialState;
import org.credmint.index.CredentialTable;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.StatusTally;
import org.credmint.store.FileVersion;
import org.junit.jupiter.api.Test;

/** What a report lists and counts. */
final class CredentialSurveyTest {
  private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(600);

  private final CredentialTable table = new CredentialTable();
  private final CredentialSurvey survey = new CredentialSurvey(new StatusTally(() -> NOW), NOW);

  private void add(String user, String handle, UnaryOperator<CredentialRecord> how) {
    CredentialId id = new CredentialId(user, "chem", handle);
    CredentialState state = table.stateOf(id);
    state.request(
        new Request(
            id,
            new Subject.User(user),
            Destination.CREDENTIAL_DIRECTORY,
            Request.Retention.REMOVE));
    state.known = how.apply(state.known);
  }

  private static UnaryOperator<CredentialRecord> expiring(Instant end) {
    return known ->
        CredentialRecord.live(known.stem(), new FileVersion(1, 1), end, NOW.plusSeconds(60));
  }

  @Test
  void noNumberOfRefusedCredentialsLeavesOutOneThatIsMissing() {
    for (int i = 0; i < CredentialSurvey.MOST_LISTED; i++) {
      add("alice", i + ".0", known -> known.refused(1));
    }
    add("bob", "", CredentialRecord::blocked);
    add("carl", "", known -> expiring(LATER).apply(known).blocked());
    survey.addAll(table);
    assertThat(survey.listed())
        .hasSize(CredentialSurvey.MOST_IN_TROUBLE)
        .extracting(CredentialStatus::condition)
        .startsWith(Condition.MISSING, Condition.FAILING, Condition.REFUSED);
  }

  @Test
  void aRefusedCredentialThatLivesOnIsNotTheNextToExpire() {
    ActiveConfiguration active = mock(ActiveConfiguration.class);
    Settings settings = mock(Settings.class);
    when(active.providers()).thenReturn(Map.of());
    when(active.settings()).thenReturn(settings);
    when(settings.providers()).thenReturn(Map.of());
    add("alice", "1.0", known -> expiring(NOW.plusSeconds(5)).apply(known).refused(1));
    add("bob", "", expiring(LATER));
    survey.addAll(table);
    assertThat(survey.providers(active))
        .singleElement()
        .satisfies(one -> assertThat(one.nearestExpiry()).contains(LATER));
  }
}
