// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an issuer's metadata say that it gives tokens. */
final class TokenUrlTest {
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeIssuer server = new FakeIssuer();
  private final HttpExchange http =
      new HttpExchange(new TrustingClient(Trust.SYSTEM), Duration.ofSeconds(20));
  private final TokenUrl url = TokenUrl.ofIssuer(server.issuer(), HOUR);

  @AfterEach
  void close() {
    server.close();
  }

  private List<String> asked() {
    return server.asked.stream().map(FakeIssuer.Asked::path).toList();
  }

  @Test
  void metadataAreAskedForOnceInTheirLifetime() throws Exception {
    for (int minute = 0; minute < 60; minute += 10) {
      assertThat(url.find(http, NOW.plusSeconds(60L * minute))).isEqualTo(server.tokenUrl());
    }
    assertThat(asked()).containsExactly("/.well-known/openid-configuration");
    assertThat(url.find(http, NOW.plus(HOUR))).isEqualTo(server.tokenUrl());
    assertThat(asked()).hasSize(2);
  }

  @Test
  void aConfiguredUrlNeedsNoMetadata() throws Exception {
    assertThat(TokenUrl.of(server.tokenUrl()).find(http, NOW)).isEqualTo(server.tokenUrl());
    assertThat(asked()).isEmpty();
  }

  @Test
  void anIssuerWithoutOpenIdHasTheMetadataOfItsPath() throws Exception {
    URI issuer = URI.create(server.issuer() + "/realms/a");
    server.next(404, "{}");
    server.next(200, "{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"https://x.example/t\"}");
    URI found = TokenUrl.ofIssuer(issuer, HOUR).find(http, NOW);
    assertThat(found).isEqualTo(URI.create("https://x.example/t"));
    assertThat(asked())
        .containsExactly(
            "/realms/a/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server/realms/a");
  }

  @Test
  void whatWasToldLastCountsWhileTheIssuerIsAway() throws Exception {
    url.find(http, NOW);
    server.next(503, "busy");
    Instant late = NOW.plus(HOUR).plusSeconds(1);
    assertThat(url.find(http, late)).isEqualTo(server.tokenUrl());
    assertThat(url.find(http, late.plusSeconds(30))).isEqualTo(server.tokenUrl());
    assertThat(asked()).hasSize(2);
    assertThat(url.find(http, late.plusSeconds(61))).isEqualTo(server.tokenUrl());
    assertThat(asked()).hasSize(3);
  }

  @Test
  void aClockThatWasSetBackAsksAnew() throws Exception {
    url.find(http, NOW);
    url.find(http, NOW.minus(Duration.ofDays(1)));
    assertThat(asked()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|<html>|no JSON object",
        "200|{\"issuer\":\"https://other.example\",\"token_endpoint\":\"https://a/t\"}|another issuer",
        "200|{\"token_endpoint\":\"https://a/t\"}|another issuer",
        "200|{\"issuer\":\"ISSUER/\"}|no token_endpoint",
        "200|{\"issuer\":\"ISSUER\",\"token_endpoint\":\"http://other.example/t\"}|no https",
        "200|{\"issuer\":\"ISSUER\",\"token_endpoint\":\"a b\"}|no https",
        "302|{}|status 302",
        "500|{}|status 500"
      })
  void metadataThatCannotBeReliedOnAreNone(int status, String body, String reason) {
    server.next(
        status,
        body.replace("ISSUER", server.issuer().toString()),
        "Location",
        "http://127.0.0.1:1/");
    assertThatThrownBy(() -> url.find(http, NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }
}
