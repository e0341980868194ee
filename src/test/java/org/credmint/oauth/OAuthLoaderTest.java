// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.credmint.config.TestKnobs;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.issue.lane.Lanes;
import org.credmint.os.Host;
import org.credmint.policy.decision.Suspension;
import org.credmint.provider.Bounds;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OAuth2 services from one configuration to the next. */
final class OAuthLoaderTest {
  private static final TestKnobs BOX =
      TestKnobs.smallest()
          .set("box_CLIENT_ID", "id")
          .set("box_TOKEN_URL", "https://issuer.example/token");

  private final Lanes lanes = new Lanes();
  private final List<Problem> problems = new ArrayList<>();

  @AfterEach
  void close() {
    lanes.close();
  }

  private Map<String, Provider> load(TestKnobs knobs) {
    return TestLoader.of(Host.create(), lanes, () -> Instant.EPOCH)
        .load(knobs.settings(), Map.of(), 0, problems);
  }

  private static Answer decide(Provider provider) {
    CredentialId id = new CredentialId("alice", "box", "");
    return provider.decide(
        new Request(
            id,
            new Subject.User("alice", 1),
            Destination.CREDENTIAL_DIRECTORY,
            Request.Retention.KEEP));
  }

  private static Bounds bounds(TestKnobs mistaken) {
    return new Bounds(Map.of(), Map.of(), mistaken.settings().oauth().declared());
  }

  private static TestKnobs mistaken() {
    return BOX.set("CREDMINT_box_TOKEN_ENDPOINT_AUTH_METHOD", "none");
  }

  @ParameterizedTest
  @CsvSource({
    "box_TOKEN_URL, https://other.example/token",
    "box_TOKEN_URL, other",
    "box_CLIENT_ID, other",
    "AUTH_SSL_CLIENT_CAFILE, /other.pem"
  })
  void aServiceThatMovedIsSuspendedWhereItsConfigurationHasAMistake(String knob, String value) {
    Provider before = load(BOX).get("box");
    Provider kept = before.within(bounds(mistaken().set(knob, value))).orElseThrow();
    assertThat(decide(kept))
        .isInstanceOfSatisfying(
            Answer.Denied.class,
            one ->
                assertThat(one.denial())
                    .isInstanceOfSatisfying(
                        Suspension.class, why -> assertThat(why.rule()).isEqualTo(knob)));
    assertThat(kept.issuesTheSameAs(before)).isFalse();
    assertThat(kept.isBounded()).isTrue();
    assertThat(kept.within(bounds(mistaken()))).containsSame(kept);
  }

  @Test
  void aServiceThatDidNotMoveGoesOnWhereItsConfigurationHasAMistake() {
    Provider before = load(BOX).get("box");
    assertThat(before.within(bounds(mistaken()))).containsSame(before);
    assertThat(decide(before)).isInstanceOf(Answer.Planned.class);
  }

  @Test
  void aServiceWhoseAuthoritiesCannotBeReadIsNotServed() {
    assertThat(load(BOX.set("AUTH_SSL_CLIENT_CAFILE", "/nonexistent/ca.pem"))).isEmpty();
    assertThat(problems)
        .singleElement()
        .satisfies(one -> assertThat(one.toString()).contains("/nonexistent/ca.pem"));
  }
}
