// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.content.Content.ContentFact;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Identity;
import org.credmint.content.Content.Lifetime;
import org.credmint.content.Content.Unusable;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.credmint.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * An access token in a JSON object, as HTCondor's monitors write {@code .use} files (RFC 6749
 * section 5.1) and as Globus stores it. A token that is no JSON Web Token is opaque, and its expiry
 * stands beside it.
 */
final class JsonContent {
  private static final String FORM = "JSON object";
  private static final double LAST_SECOND = 253_402_300_799.0;
  private static final int SHOWN = 200;

  /** Members that may be shown; others could hold anything. */
  private static final List<String> SHOWN_MEMBERS =
      List.of("token_type", "scope", "resource_server", "expires_in");

  private JsonContent() {}

  static Content read(byte[] bytes, Instant writtenAt) {
    try {
      return read(StrictJson.object(bytes), writtenAt);
    } catch (MalformedTokenException e) {
      return ContentReader.unreadable(FORM, e.reason());
    }
  }

  private static Content read(Map<String, @Nullable Object> object, Instant writtenAt) {
    if (!(object.get("access_token") instanceof String token) || token.isBlank()) {
      return ContentReader.unreadable(FORM, whyNoToken(object));
    }
    if (!TokenContent.looksLikeOne(token)) {
      return opaqueOrUnsound(object, writtenAt);
    }
    Content content = TokenContent.read(token, " in a JSON object");
    return content instanceof Credential credential
        ? credential.withRemarks(remarks(object))
        : content;
  }

  private static Content opaqueOrUnsound(Map<String, @Nullable Object> object, Instant writtenAt) {
    try {
      return opaque(object, writtenAt);
    } catch (MalformedTokenException e) {
      return new Unusable("an opaque token in a JSON object", Verdict.UNSOUND, e.reason());
    }
  }

  private static String whyNoToken(Map<String, @Nullable Object> object) {
    if (object.containsKey("access_token")) {
      return "access_token is not a single string with a token in it";
    }
    return object.containsKey("refresh_token")
        ? "it has a refresh_token and no access_token, so it is for a monitor and not for a job"
        : "it has no access_token";
  }

  private static List<String> remarks(Map<String, @Nullable Object> object) {
    return object.containsKey("refresh_token")
        ? List.of("it has a refresh_token beside the access token, which no job should be given")
        : List.of();
  }

  private static Content opaque(Map<String, @Nullable Object> object, Instant writtenAt)
      throws MalformedTokenException {
    List<String> remarks = new ArrayList<>(remarks(object));
    Optional<Instant> end = expiry(object, writtenAt);
    if (end.isEmpty()) {
      remarks.add("nothing beside the token says when it expires");
    }
    return new Credential(
        CredentialType.OPAQUE_TOKEN,
        "an opaque token in a JSON object",
        identity(object.get("resource_server") instanceof String server ? server : ""),
        new Lifetime(Optional.empty(), end),
        facts(object),
        remarks,
        Optional.empty());
  }

  private static Identity identity(String server) {
    return server.isEmpty()
        ? Identity.NONE
        : new Identity(Redaction.printable(server, SHOWN), Optional.of(server));
  }

  private static List<ContentFact> facts(Map<String, @Nullable Object> object) {
    List<ContentFact> facts = new ArrayList<>();
    for (String name : SHOWN_MEMBERS) {
      if (object.get(name) instanceof String || object.get(name) instanceof Number) {
        String value = Redaction.printable(String.valueOf(object.get(name)), SHOWN);
        facts.add(new ContentFact(name, value));
      }
    }
    return facts;
  }

  private static Optional<Instant> expiry(Map<String, @Nullable Object> object, Instant writtenAt)
      throws MalformedTokenException {
    for (String name : List.of("expires_at_seconds", "expires_at")) {
      if (object.containsKey(name)) {
        return Optional.of(Instant.ofEpochSecond(seconds(name, object.get(name))));
      }
    }
    return object.containsKey("expires_in")
        ? Optional.of(writtenAt.plusSeconds(seconds("expires_in", object.get("expires_in"))))
        : Optional.empty();
  }

  private static long seconds(String name, @Nullable Object value) throws MalformedTokenException {
    if (value instanceof Number number) {
      double seconds = number.doubleValue();
      if (seconds >= 0 && seconds <= LAST_SECOND) {
        return number.longValue();
      }
    }
    throw new MalformedTokenException(name + " is not a number of seconds");
  }
}
