// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.CredentialId;
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
import org.credmint.issue.endpoint.Allowance;
import org.credmint.issue.endpoint.Fingerprint;
import org.credmint.issue.endpoint.OAuthClient;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.issue.endpoint.TokenEndpoint;
import org.credmint.issue.endpoint.TokenEndpoint.Reply;
import org.credmint.os.libc.FileState;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Has an issuer renew access tokens for users' logins (RFC 6749 section 6). It waits for the
 * network, so it belongs into a lane, which makes a rotated refresh token durable before the access
 * token can be had. Where an answer is lost, the old refresh token is shown once more: the issuer
 * takes it, or the user has to log in again.
 */
public final class RefreshIssuer implements Issuer<RefreshPlan> {
  private static final int LONGEST_CLIENT_ID = 100;
  private static final String INVALID_REQUEST = "invalid_request";

  private final OAuthClient client;
  private final LoginFiles logins;
  private final TokenEndpoint endpoint;
  private final AccessTokenFile files;
  private final Optional<Allowance> exchange;
  private volatile boolean refused;
  private volatile boolean retired;

  /**
   * An issuer.
   *
   * @param endpoint where it gives tokens
   * @param client who we are there
   * @param logins what its users' logins left
   * @param exchange what a user's token may be exchanged for where there is no refresh token (RFC
   *     8693), and what may come of it; empty where it is not exchanged
   */
  public RefreshIssuer(
      TokenEndpoint endpoint, OAuthClient client, LoginFiles logins, Optional<Allowance> exchange) {
    this.exchange = exchange;
    this.client = client;
    this.logins = logins;
    this.endpoint = endpoint;
    this.files = new AccessTokenFile(endpoint.shown(), true);
  }

  /** Whether something was refused that only an administrator can change, here or elsewhere. */
  public boolean wasRefused() {
    return refused;
  }

  /** Which login a file is, whatever was written into it for a rotated refresh token. */
  public long login(CredentialId id, FileState file) {
    return logins.login(id, file);
  }

  /** From now on nobody is asked: the configuration is another one. */
  public void retire() {
    retired = true;
  }

  @Override
  public Issuance issue(RefreshPlan plan, Instant now) {
    if (retired) {
      return new Failed(
          FailureKind.TRANSIENT, "the configuration changed before the issuer was asked");
    }
    LoginFiles.Reading reading = logins.read(plan.id());
    if (reading instanceof LoginFiles.Reading.Unusable unusable) {
      return unusable.failure();
    }
    Login login = ((LoginFiles.Reading.Found) reading).login();
    Optional<AuthorizationGrant> grant = grant(login);
    if (grant.isEmpty()) {
      return new Failed(
          FailureKind.NEEDS_USER,
          "the issuer gave no refresh token at the login; the user has to log in again");
    }
    boolean isExchange = login.refreshToken().isEmpty();
    Optional<String> wider = isExchange ? beyond(login.wanted()) : Optional.empty();
    if (wider.isPresent()) {
      return new Failed(
          FailureKind.NEEDS_USER,
          "the user asks for %s, which EXCHANGE_SCOPES or EXCHANGE_AUDIENCES does not allow"
              .formatted(wider.get()));
    }
    OAuthClient shown = login.client(client);
    Reply reply = endpoint.ask(shown, grant.get(), isExchange ? asked(login) : Wanted.AS_GRANTED);
    if (reply instanceof Reply.Given given) {
      return given(given.members(), login, now);
    }
    Reply.Refused failure = (Reply.Refused) reply;
    return refused(plan, shown, isExchange ? ofExchange(failure) : failure);
  }

  private Optional<String> beyond(Wanted wanted) {
    return exchange.flatMap(bound -> bound.whyWider(wanted.scopes(), wanted.audiences()));
  }

  /** What an issuer gives where nothing is said may be more than is allowed. */
  private Wanted asked(Login login) {
    return exchange.orElseThrow().orAll(login.wanted());
  }

  private Optional<AuthorizationGrant> grant(Login login) {
    if (exchange.isPresent() && login.refreshToken().isEmpty()) {
      return login
          .subjectToken()
          .map(
              one -> new TokenExchangeGrant(new BearerAccessToken(one), TokenTypeURI.ACCESS_TOKEN));
    }
    return login.refreshToken().map(one -> new RefreshTokenGrant(new RefreshToken(one)));
  }

  /** A token that no longer counts is an invalid request there (RFC 8693 section 2.2.2). */
  private static Reply.Refused ofExchange(Reply.Refused reply) {
    Failed failure = reply.failure();
    if (!reply.error().equals(INVALID_REQUEST) || failure.kind() != FailureKind.PERMANENT) {
      return reply;
    }
    String reason =
        failure.reason() + " to the exchange of the user's token; the user has to log in again";
    return new Reply.Refused(
        new Failed(FailureKind.NEEDS_USER, reason, failure.retryAfter()),
        reply.cause(),
        reply.error());
  }

  private Issuance refused(RefreshPlan plan, OAuthClient shown, Reply.Refused reply) {
    if (reply.cause() != Reply.Cause.CLIENT || shown.id().equals(client.id())) {
      return refused(plan, reply.failure());
    }
    return refused(
        plan,
        new Failed(
            FailureKind.NEEDS_USER,
            "the user logged in with the client %s, which %s refuses; the user has to log in again"
                .formatted(Redaction.clean(shown.id(), LONGEST_CLIENT_ID), endpoint.shown())));
  }

  /** A login that was replaced meanwhile may well be refused; the new one is not tried yet. */
  private Issuance refused(RefreshPlan plan, Failed failure) {
    refused |= failure.kind() == FailureKind.PERMANENT;
    return failure.kind() == FailureKind.NEEDS_USER && !logins.isAsShown(plan.id())
        ? new Failed(FailureKind.TRANSIENT, "the user logged in anew while the issuer was asked")
        : failure;
  }

  private Issuance given(Map<String, @Nullable Object> answer, Login login, Instant now) {
    Optional<String> rotated =
        answer.get("refresh_token") instanceof String next && !next.isEmpty()
            ? Optional.of(next).filter(one -> !Optional.of(one).equals(login.refreshToken()))
            : Optional.empty();
    Optional<Secret> successor = rotated.map(login::successor);
    try {
      Made made =
          files.make(answer, rotated.map(Fingerprint::of).orElseGet(login::fingerprint), now);
      Optional<String> wider = exchange.flatMap(bound -> bound.whyWider(made));
      if (wider.isPresent()) {
        throw new MalformedTokenException(
            "gives a token with %s, which EXCHANGE_SCOPES or EXCHANGE_AUDIENCES does not allow"
                .formatted(wider.get()));
      }
      return new Issued(made.content(), made.description(), successor);
    } catch (MalformedTokenException e) {
      return new Failed(
          FailureKind.TRANSIENT,
          "the answer of " + endpoint.shown() + " " + e.reason(),
          Optional.empty(),
          successor);
    }
  }

  @Override
  public CredentialReading read(byte[] file) {
    return files.read(file);
  }

  @Override
  public Optional<String> difference(RefreshPlan plan, Decoded found, Secret file) {
    Optional<String> issuedFor =
        found instanceof AccessToken token ? token.login() : Optional.empty();
    Optional<String> present =
        issuedFor.isEmpty() ? Optional.empty() : logins.fingerprint(plan.id());
    return present.isEmpty() || present.equals(issuedFor)
        ? Optional.empty()
        : Optional.of("the user's login is another one since");
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return false; // nothing proves it
  }

  @Override
  public String identity() {
    return "OAuth2 logins at %s, client %s".formatted(endpoint.shown(), client.id());
  }
}
