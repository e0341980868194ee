// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StableIdTest {
  private static final Role ROLE =
      new Role(Purpose.REQUEST, "OSG", "grid", "ce.example", Duration.ZERO);

  @Test
  void theIdIsOneHashOverAllThatStaysTheSame() {
    assertThat(StableId.of(CredentialType.SCITOKEN, ROLE, "https://i vofrontend-site"))
        .isEqualTo("e700a74821c4d7ba1f34dfb91fbcf03df17fedb23bc887bd171ff9c8147d83f2");
  }

  @Test
  void theShortIdIsTheOneOfGlideinWms() {
    assertThat(StableId.ofGlideinWms(CredentialType.SCITOKEN, ROLE, "vofrontend-site"))
        .isEqualTo("3CLWPAGI");
    Role callback = new Role(Purpose.CALLBACK, "FNAL", "frontend", "", Duration.ZERO);
    assertThat(
            StableId.ofGlideinWms(
                CredentialType.X509_CERT, callback, "/DC=org/DC=example/CN=alice"))
        .isEqualTo("6FHVPXFN");
  }

  @Test
  void toGlideinWmsEveryDeclaredPurposeIsAPayload() {
    Role own = new Role(new Purpose("monitoring"), "OSG", "grid", "", Duration.ZERO);
    Role payload = new Role(Purpose.PAYLOAD, "OSG", "grid", "", Duration.ZERO);
    assertThat(StableId.ofGlideinWms(CredentialType.TOKEN, own, "a"))
        .isEqualTo(StableId.ofGlideinWms(CredentialType.TOKEN, payload, "a"));
    assertThat(StableId.of(CredentialType.TOKEN, own, "a"))
        .isNotEqualTo(StableId.of(CredentialType.TOKEN, payload, "a"));
  }

  @Test
  void eachFieldTellsCredentialsApartAndMinimumLifetimeDoesNot() {
    Set<String> ids = new HashSet<>();
    ids.add(StableId.of(CredentialType.SCITOKEN, ROLE, "a"));
    ids.add(StableId.of(CredentialType.TOKEN, ROLE, "a"));
    ids.add(StableId.of(CredentialType.SCITOKEN, ROLE, "b"));
    for (Role other :
        Set.of(
            new Role(Purpose.PAYLOAD, "OSG", "grid", "ce.example", Duration.ZERO),
            new Role(Purpose.REQUEST, "OSGg", "rid", "ce.example", Duration.ZERO),
            new Role(Purpose.REQUEST, "OSG", "frontend", "ce.example", Duration.ZERO),
            new Role(Purpose.REQUEST, "OSG", "grid", "other.example", Duration.ZERO))) {
      ids.add(StableId.of(CredentialType.SCITOKEN, other, "a"));
    }
    assertThat(ids).hasSize(7);
    Role longer = new Role(Purpose.REQUEST, "OSG", "grid", "ce.example", Duration.ofHours(1));
    assertThat(StableId.of(CredentialType.SCITOKEN, longer, "a")).isIn(ids);
  }
}
