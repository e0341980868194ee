// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.config.oauth.OAuthSettings.Trust;
import org.credmint.issue.Issuance.FailureKind;
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

  private URI find(TokenUrl one, Instant now) throws IOException {
    return one.find(http, () -> now);
  }

  private List<String> asked() {
    return server.asked.stream().map(FakeIssuer.Asked::path).toList();
  }

  @Test
  void metadataAreAskedForOnceInTheirLifetime() throws Exception {
    for (int minute = 0; minute < 60; minute += 10) {
      assertThat(find(url, NOW.plusSeconds(60L * minute))).isEqualTo(server.tokenUrl());
    }
    assertThat(asked()).containsExactly("/.well-known/openid-configuration");
    assertThat(find(url, NOW.plus(HOUR))).isEqualTo(server.tokenUrl());
    assertThat(asked()).hasSize(2);
  }

  @Test
  void aConfiguredUrlNeedsNoMetadata() throws Exception {
    assertThat(find(TokenUrl.of(server.tokenUrl()), NOW)).isEqualTo(server.tokenUrl());
    assertThat(asked()).isEmpty();
  }

  @Test
  void anIssuerWithoutOpenIdHasTheMetadataOfItsPath() throws Exception {
    URI issuer = URI.create(server.issuer() + "/realms/a");
    server.next(404, "{}");
    server.next(200, "{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"https://x.example/t\"}");
    URI found = find(TokenUrl.ofIssuer(issuer, HOUR), NOW);
    assertThat(found).isEqualTo(URI.create("https://x.example/t"));
    assertThat(asked())
        .containsExactly(
            "/realms/a/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server/realms/a");
  }

  @Test
  void whatWasToldLastCountsWhileTheIssuerIsAway() throws Exception {
    find(url, NOW);
    server.next(503, "busy");
    Instant late = NOW.plus(HOUR).plusSeconds(1);
    assertThat(find(url, late)).isEqualTo(server.tokenUrl());
    assertThat(find(url, late.plusSeconds(30))).isEqualTo(server.tokenUrl());
    assertThat(asked()).hasSize(2);
    assertThat(find(url, late.plusSeconds(61))).isEqualTo(server.tokenUrl());
    assertThat(asked()).hasSize(3);
  }

  @Test
  void aClockThatWasSetBackAsksAnew() throws Exception {
    find(url, NOW);
    find(url, NOW.minus(Duration.ofDays(1)));
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
    assertThatThrownBy(() -> find(url, NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aFailureIsRememberedForAWhile() throws Exception {
    server.next(503, "busy");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> find(url, NOW)).hasMessageContaining("status 503");
    }
    assertThat(asked()).hasSize(1);
    assertThat(find(url, NOW.plusSeconds(61))).isEqualTo(server.tokenUrl());
  }

  @Test
  void whoeverElseAsksGoesOnWithWhatIsKnownWhileTheIssuerHangs() throws Exception {
    find(url, NOW);
    server.nextHangs("{");
    Instant late = NOW.plus(HOUR).plusSeconds(1);
    Thread waiting =
        new Thread(
            () -> {
              try {
                find(url, late);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    waiting.start();
    while (server.asked.size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(find(url, late)).isEqualTo(server.tokenUrl());
    assertThat(server.asked).hasSize(2);
    waiting.interrupt();
    waiting.join();
  }

  @ParameterizedTest
  @CsvSource({
    "404, '{}', TRANSIENT, REQUEST",
    "403, '{}', TRANSIENT, REQUEST",
    "429, '{}', TRANSIENT, ISSUER",
    "503, '{}', TRANSIENT, ISSUER",
    "200, '{\"issuer\":\"https://other.example\"}', PERMANENT, REQUEST"
  })
  void whatIsWrongAtOneIssuerKeepsNoOtherOfItsHostWaiting(
      int status, String body, FailureKind kind, TokenEndpoint.Reply.Cause cause) {
    server.next(status, body);
    server.next(status, body);
    IssuerPace pace = new IssuerPace();
    TokenEndpoint endpoint =
        new TokenEndpoint(
            url, new TrustingClient(Trust.SYSTEM), Duration.ofSeconds(20), pace, () -> NOW);
    TokenEndpoint.Reply.Refused reply =
        (TokenEndpoint.Reply.Refused)
            endpoint.ask(
                new OAuthClient("c", Optional.empty(), false),
                new ClientCredentialsGrant(),
                OAuthClient.Wanted.AS_GRANTED);
    assertThat(reply.failure().kind()).isEqualTo(kind);
    assertThat(reply.cause()).isEqualTo(cause);
    assertThat(pace.untilNext(NOW).isZero()).isEqualTo(cause == TokenEndpoint.Reply.Cause.REQUEST);
  }
}
