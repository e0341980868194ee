// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerLocationTest {
  @ParameterizedTest
  @CsvSource({
    "https://issuer.example, issuer.example/.well-known",
    "https://issuer.example/, issuer.example/.well-known",
    "https://Issuer.Example/a/b, issuer.example/a/b/.well-known",
    "https://issuer.example:8443/a/, issuer.example_8443/a/.well-known",
  })
  void itIsWhereVerifiersLook(String issuer, String place) throws KeySetException {
    assertThat(String.join("/", IssuerLocation.of(issuer).directories())).isEqualTo(place);
  }

  @Test
  void theKeySetsUrlBelongsToTheIssuer() throws KeySetException {
    assertThat(IssuerLocation.of("https://i.example/a/").keySetUrl())
        .isEqualTo("https://i.example/a/.well-known/jwks.json");
    assertThat(IssuerLocation.of("https://i.example").keySetUrl())
        .isEqualTo("https://i.example/.well-known/jwks.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://issuer.example",
        "issuer.example",
        "https://",
        "https:///etc",
        "https://issuer.example/../../etc",
        "https://issuer.example/./a",
        "https://issuer.example/%2e%2e/a",
        "https://issuer.example/a b",
        "file:///etc/passwd",
        "https://[::1]/a",
      })
  void whatNoVerifierFetchesOrLeadsElsewhereIsRefused(String issuer) {
    assertThatExceptionOfType(KeySetException.class)
        .isThrownBy(() -> IssuerLocation.of(issuer))
        .withMessageContaining("cannot be published");
  }
}
