// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.endpoint.HttpExchange.Answer;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.secret.Redaction;
import org.jspecify.annotations.Nullable;

/** An issuer's token endpoint (RFC 6749 section 3.2). */
public final class TokenEndpoint {
  private static final int LONGEST_REASON = 200;

  private final TokenUrl url;
  private final HttpExchange http;
  private final IssuerPace pace;
  private final InstantSource clock;

  /**
   * An endpoint.
   *
   * @param http knows whom to trust; used with the first request
   * @param limit how long an answer may take
   * @param pace shared with all that ask the same issuer
   * @param clock tells when answers come
   */
  public TokenEndpoint(
      TokenUrl url, TrustingClient http, Duration limit, IssuerPace pace, InstantSource clock) {
    this.url = url;
    this.http = new HttpExchange(http, limit);
    this.pace = pace;
    this.clock = clock;
  }

  /** What stands for it in words: its URL, or that of its issuer. */
  public URI shown() {
    return url.shown();
  }

  /** What it said. */
  public sealed interface Reply {
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
  public Reply ask(OAuthClient client, AuthorizationGrant grant, Wanted wanted) {
    Reply reply = send(client, grant, wanted);
    pace.heard(reply, clock.instant());
    return reply;
  }

  private Reply send(OAuthClient client, AuthorizationGrant grant, Wanted wanted) {
    try {
      URI found = url.find(http, clock.instant());
      HTTPRequest request = client.request(found, grant, wanted, clock.instant()).toHTTPRequest();
      Answer answer = http.post(found, headers(request), request.getBody());
      return new AnswerReader(found, clock.instant()).read(answer);
    } catch (IOException e) {
      String reason = Redaction.clean(String.valueOf(e.getMessage()), LONGEST_REASON);
      return new Reply.Refused(
          new Failed(FailureKind.TRANSIENT, url.shown() + ": " + reason), Reply.Cause.ISSUER);
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
