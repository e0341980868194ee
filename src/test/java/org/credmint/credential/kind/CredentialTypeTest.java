// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialTypeTest {
  @ParameterizedTest
  @CsvSource({
    "token, TOKEN",
    "SciToken, SCITOKEN",
    "IDTOKEN, IDTOKEN",
    "x509_cert, X509_CERT",
    "grid_proxy, X509_CERT",
    "rsa_public_key, RSA_PUBLIC_KEY",
    "rsa_key, RSA_PUBLIC_KEY",
    "rsa_private_key, RSA_PRIVATE_KEY",
    "symmetric_key, SYMMETRIC_KEY",
    "text, TEXT",
    "auth_file, TEXT",
    "dynamic, DYNAMIC",
    "generator, DYNAMIC",
    "x509_pair, X509_PAIR",
    "cert_pair, X509_PAIR",
    "key_pair, KEY_PAIR",
    "username_password, USERNAME_PASSWORD",
    "globus_compute_token, OPAQUE_TOKEN"
  })
  void everyNameOfGlideinWmsIsKnown(String name, CredentialType type) {
    assertThat(CredentialType.named(name)).contains(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "voms_attr", "username", "scitoken ", "any"})
  void otherNamesAreNot(String name) {
    assertThat(CredentialType.named(name)).isEmpty();
  }

  @Test
  void noNameStandsForTwoTypes() {
    Set<String> names = new HashSet<>();
    for (CredentialType type : CredentialType.values()) {
      assertThat(names.add(type.toString())).as("%s", type).isTrue();
      assertThat(type.alias().stream()).allMatch(names::add);
    }
  }

  @Test
  void aPurposeThatWasNotDeclaredIsNone() {
    DeclaredPurposes purposes = new DeclaredPurposes(List.of("Monitoring"));
    assertThat(purposes.named("REQUEST")).contains(Purpose.REQUEST);
    assertThat(purposes.named("callback")).contains(Purpose.CALLBACK);
    assertThat(purposes.named("payload")).contains(Purpose.PAYLOAD);
    assertThat(purposes.named("monitoring")).contains(new Purpose("monitoring"));
    assertThat(purposes.named("reqest")).isEmpty();
    assertThat(purposes).hasToString("callback, monitoring, payload, request");
    assertThatThrownBy(() -> new DeclaredPurposes(List.of("two words")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'two words'");
  }
}
