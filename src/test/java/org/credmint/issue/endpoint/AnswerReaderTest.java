// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer is about. */
final class AnswerReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403|<html>no</html>|REQUEST",
        "400|{\"error\":\"odd\"}|REQUEST",
        "400|{\"error\":\"slow_down\"}|ISSUER",
        "400|{\"error\":\"temporarily_unavailable\"}|ISSUER",
        "408|x|ISSUER",
        "425|x|ISSUER",
        "429|{\"error\":\"odd\"}|ISSUER",
        "503|{\"error\":\"odd\"}|ISSUER",
        "302|x|ISSUER",
        "200|{}|ISSUER",
        "401|{\"error\":\"invalid_client\"}|CLIENT"
      })
  void oneUsersRefusalIsToldFromAnIssuerThatCannotServe(
      int status, String body, TokenEndpoint.Reply.Cause cause) {
    HttpExchange.Answer answer =
        new HttpExchange.Answer(
            status, "", Optional.empty(), body.getBytes(StandardCharsets.UTF_8));
    TokenEndpoint.Reply reply =
        new AnswerReader(URI.create("https://issuer.example/token"), Instant.EPOCH).read(answer);
    assertThat(((TokenEndpoint.Reply.Refused) reply).cause()).isEqualTo(cause);
  }
}
