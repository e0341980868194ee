// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.Issuer;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.endpoint.AccessTokenFile;
import org.credmint.issue.endpoint.AccessTokenFile.AccessToken;
import org.credmint.issue.endpoint.AccessTokenFile.Made;
import org.credmint.issue.endpoint.OAuthClient;
import org.credmint.issue.endpoint.TokenEndpoint;
import org.credmint.issue.endpoint.TokenEndpoint.Reply;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Asks an issuer for access tokens as HTCondor itself (RFC 6749 section 4.4). It waits for the
 * network, so it belongs into a lane. Nobody but an administrator can make good what it is refused.
 */
public final class ClientIssuer implements Issuer<ClientPlan> {
  private static final int LONGEST_SHOWN = 200;

  private final TokenEndpoint endpoint;
  private final OAuthClient client;
  private final Optional<String> tokenIssuer;
  private final AccessTokenFile files;
  private volatile boolean refused;
  private volatile boolean retired;

  /**
   * An issuer.
   *
   * @param endpoint where it gives tokens
   * @param client who we are there
   * @param tokenIssuer who signs its tokens; empty where nobody said
   * @param json whether files hold a JSON object; else the bare token
   */
  public ClientIssuer(
      TokenEndpoint endpoint, OAuthClient client, Optional<URI> tokenIssuer, boolean json) {
    this.endpoint = endpoint;
    this.client = client;
    this.tokenIssuer = tokenIssuer.map(URI::toString);
    this.files = new AccessTokenFile(endpoint.shown(), json);
  }

  /** Whether something was refused that only an administrator can change, here or elsewhere. */
  public boolean wasRefused() {
    return refused;
  }

  /** From now on nobody is asked: the configuration is another one. */
  public void retire() {
    retired = true;
  }

  @Override
  public Issuance issue(ClientPlan plan, Instant now) {
    if (retired) {
      return new Failed(
          FailureKind.TRANSIENT, "the configuration changed before the issuer was asked");
    }
    AuthorizationGrant grant = new ClientCredentialsGrant();
    Reply reply = endpoint.ask(client, grant, plan.wanted());
    return reply instanceof Reply.Given given
        ? given(plan, given.members(), now)
        : refused(plan, ((Reply.Refused) reply).failure());
  }

  /** No user has anything to do with it. */
  private Failed refused(ClientPlan plan, Failed failure) {
    if (failure.kind() == FailureKind.TRANSIENT) {
      return failure;
    }
    refused = true;
    String reason =
        failure.kind() == FailureKind.NEEDS_USER
            ? endpoint.shown() + " answers with the error invalid_grant"
            : failure.reason();
    return new Failed(
        FailureKind.PERMANENT,
        reason + " to the request for " + inWords(plan),
        failure.retryAfter());
  }

  private static String inWords(ClientPlan plan) {
    String audience = String.join(" ", plan.wanted().audiences());
    String all =
        "scope '%s'".formatted(String.join(" ", plan.wanted().scopes()))
            + (audience.isEmpty() ? "" : ", audience '%s'".formatted(audience));
    return Redaction.clean(all, LONGEST_SHOWN);
  }

  private Issuance given(ClientPlan plan, Map<String, @Nullable Object> answer, Instant now) {
    try {
      Made made = files.make(answer, plan.fingerprint(), now);
      check(made.description(), plan.wanted().audiences());
      return new Issued(made.content(), made.description());
    } catch (MalformedTokenException e) {
      return new Failed(
          FailureKind.TRANSIENT, "the answer of " + endpoint.shown() + " " + e.reason());
    }
  }

  /** A token that says nothing of itself cannot be checked; its readers ask the issuer. */
  private void check(Description token, Collection<String> audiences)
      throws MalformedTokenException {
    boolean says = !token.issuer().equals(endpoint.shown().toString());
    if (says && tokenIssuer.isPresent() && !isOf(token.issuer(), tokenIssuer.get())) {
      throw new MalformedTokenException(
          "gives a token of another issuer, "
              + Redaction.clean(token.issuer(), LONGEST_SHOWN)
              + " instead of "
              + tokenIssuer.get());
    }
    List<String> missing =
        audiences.stream().filter(one -> !token.audiences().contains(one)).toList();
    if (!token.audiences().isEmpty() && !missing.isEmpty()) {
      throw new MalformedTokenException(
          "gives a token for another audience, "
              + Redaction.clean(String.join(" ", token.audiences()), LONGEST_SHOWN)
              + " instead of "
              + String.join(" ", missing));
    }
  }

  /** Administrators write a slash at the end of an issuer or not. */
  private static boolean isOf(String named, String expected) {
    return named.equals(expected) || named.equals(expected + "/") || expected.equals(named + "/");
  }

  @Override
  public CredentialReading read(byte[] file) {
    return files.read(file);
  }

  /** A bare token tells only what it was given, which must not be more than is wanted now. */
  @Override
  public Optional<String> difference(ClientPlan plan, Decoded found, Secret file) {
    Optional<String> asked = found instanceof AccessToken token ? token.login() : Optional.empty();
    if (asked.isPresent()) {
      return asked.get().equals(plan.fingerprint())
          ? Optional.empty()
          : Optional.of("something else is asked of the issuer since");
    }
    Description token = found.description();
    boolean wider =
        Stream.of(token.scope().split(" ", -1))
                .anyMatch(one -> !one.isEmpty() && !plan.wanted().scopes().contains(one))
            || !plan.wanted().audiences().containsAll(token.audiences());
    return wider ? Optional.of("it says more than is asked for now") : Optional.empty();
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return false; // nothing proves it
  }

  @Override
  public String identity() {
    return "client credentials at %s, client %s".formatted(endpoint.shown(), client.id());
  }
}
