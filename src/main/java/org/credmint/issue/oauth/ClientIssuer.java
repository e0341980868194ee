// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.CredentialId;
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
import org.credmint.issue.endpoint.Allowance;
import org.credmint.issue.endpoint.JwtFacts;
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
  private final List<String> additions;
  private final AccessTokenFile files;
  private final boolean json;
  private final Map<CredentialId, Asked> asked;
  private volatile boolean refused;
  private volatile boolean retired;

  /**
   * An issuer.
   *
   * @param endpoint where it gives tokens
   * @param client who we are there
   * @param tokenIssuer who signs its tokens; empty where nobody said
   * @param additions scopes and audiences that it may add; {@link Allowance#ANY} for any
   * @param json whether files hold a JSON object; else the bare token
   * @param asked what bare tokens were asked for with; stays from one configuration to the next
   */
  public ClientIssuer(
      TokenEndpoint endpoint,
      OAuthClient client,
      Optional<URI> tokenIssuer,
      List<String> additions,
      boolean json,
      Map<CredentialId, Asked> asked) {
    this.additions = List.copyOf(additions);
    this.json = json;
    this.asked = asked;
    this.endpoint = endpoint;
    this.client = client;
    this.tokenIssuer = tokenIssuer.map(URI::toString);
    this.files = new AccessTokenFile(endpoint.shown(), json);
  }

  /**
   * What a token was asked for with.
   *
   * @param serial tells the token from others
   * @param request tells what was asked for from other requests
   */
  public record Asked(String serial, String request) {}

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
      if (made.token().isPresent()) {
        check(made.token().get(), plan.wanted().audiences());
      }
      Optional<String> wider = allowed(plan).whyWider(made);
      if (wider.isPresent()) {
        throw new MalformedTokenException(
            "gives a token with %s, which was not asked for; %s"
                .formatted(wider.get(), "allow it by ACCEPTED_ADDITIONS if it does no harm"));
      }
      if (!json) {
        asked.put(plan.id(), new Asked(made.description().serial(), plan.fingerprint()));
      }
      return new Issued(made.content(), made.description());
    } catch (MalformedTokenException e) {
      return new Failed(
          FailureKind.TRANSIENT, "the answer of " + endpoint.shown() + " " + e.reason());
    }
  }

  /** A token for nobody in particular can be asked for; one that says for whom is less. */
  private Allowance allowed(ClientPlan plan) {
    List<String> scopes = new ArrayList<>(plan.wanted().scopes());
    List<String> audiences = new ArrayList<>(plan.wanted().audiences());
    if (audiences.isEmpty()) {
      audiences.add(Allowance.ANY);
    }
    scopes.addAll(additions);
    audiences.addAll(additions);
    return new Allowance(scopes, audiences);
  }

  private void check(JwtFacts token, Collection<String> audiences) throws MalformedTokenException {
    if (tokenIssuer.isPresent() && !isOf(token.issuer(), tokenIssuer.get())) {
      throw new MalformedTokenException(
          "gives a token of another issuer, '%s' instead of %s"
              .formatted(Redaction.clean(token.issuer(), LONGEST_SHOWN), tokenIssuer.get()));
    }
    if (!token.audiences().containsAll(audiences)) {
      throw new MalformedTokenException(
          "gives a token for another audience, '%s' instead of '%s'"
              .formatted(
                  Redaction.clean(String.join(" ", token.audiences()), LONGEST_SHOWN),
                  String.join(" ", audiences)));
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

  /**
   * A bare token does not tell what was asked for. That is known of those that were written since
   * the start; of others only whether they are for whom they have to be.
   */
  @Override
  public Optional<String> difference(ClientPlan plan, Decoded found, Secret file) {
    Description token = found.description();
    Asked known = asked.get(plan.id());
    Optional<String> request =
        known != null && known.serial().equals(token.serial())
            ? Optional.of(known.request())
            : found instanceof AccessToken made ? made.login() : Optional.empty();
    boolean same =
        request
            .map(plan.fingerprint()::equals)
            .orElseGet(() -> token.audiences().containsAll(plan.wanted().audiences()));
    return same && isAllowed(plan, token)
        ? Optional.empty()
        : Optional.of("something else is asked of the issuer since");
  }

  private boolean isAllowed(ClientPlan plan, Description token) {
    return allowed(plan).whyWider(token).isEmpty();
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
