// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.oauth.HttpExchange.Answer;
import org.credmint.secret.Redaction;
import org.jspecify.annotations.Nullable;

/** An issuer's token endpoint (RFC 6749 section 3.2). */
final class TokenEndpoint {
  private static final int LONGEST_REASON = 200;

  private final URI url;
  private final HttpExchange http;
  private final IssuerPace pace;
  private final InstantSource clock;

  /**
   * An endpoint.
   *
   * @param pace shared with all that ask the same issuer
   * @param clock tells when answers come
   */
  TokenEndpoint(URI url, HttpExchange http, IssuerPace pace, InstantSource clock) {
    this.url = url;
    this.http = http;
    this.pace = pace;
    this.clock = clock;
  }

  /** What it said. */
  sealed interface Reply {
    /** It gave a token; these are the members of its answer. */
    record Given(Map<String, @Nullable Object> members) implements Reply {}

    /**
     * It gave none.
     *
     * @param cause what it is about
     */
    record Refused(Failed failure, Cause cause) implements Reply {}

    /** What a refusal is about. */
    enum Cause {
      /** The issuer cannot serve: nobody would fare better. */
      ISSUER,
      /** It does not accept the client. */
      CLIENT,
      /** This one request. */
      REQUEST
    }
  }

  /** Asks for tokens. */
  Reply ask(OAuthClient client, AuthorizationGrant grant) {
    Reply reply = send(client, grant);
    pace.heard(reply, clock.instant());
    return reply;
  }

  private Reply send(OAuthClient client, AuthorizationGrant grant) {
    try {
      HTTPRequest request = client.request(url, grant).toHTTPRequest();
      Answer answer = http.post(url, headers(request), request.getBody());
      return new AnswerReader(url, clock.instant()).read(answer);
    } catch (IOException e) {
      String reason = Redaction.clean(String.valueOf(e.getMessage()), LONGEST_REASON);
      return new Reply.Refused(
          new Failed(FailureKind.TRANSIENT, url + ": " + reason), Reply.Cause.ISSUER);
    }
  }

  private static Map<String, String> headers(HTTPRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : List.of("Content-Type", "Authorization")) {
      String value = request.getHeaderValue(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    headers.put("Accept", "application/json");
    return headers;
  }
}
