// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.nio.charset.StandardCharsets;
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
import org.credmint.issue.CompactJws;
import org.credmint.issue.MalformedTokenException;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/** A signed JSON Web Token of any issuer. Whether the signature is good is not looked at. */
final class TokenContent {
  /** HTCondor's own daemons read so much of a token's file. */
  private static final int LONGEST = 16_384;

  /** Shorter text is no token, even a broken one. */
  private static final int SHORTEST = 10;

  private static final int SHOWN = 200;
  private static final int SHOWN_CLAIMS = 40;

  private static final List<String> HEADER = List.of("alg", "kid", "typ");
  private static final List<String> TIMES = List.of("iat", "nbf", "exp");

  private TokenContent() {}

  /**
   * Whether a word can only be a token, perhaps a damaged one: base64 of the start of an object.
   */
  static boolean looksLikeOne(String word) {
    boolean begins = word.startsWith("eyJ") || (word.matches("e[yw].*") && word.indexOf('.') > 0);
    return begins && word.length() >= SHORTEST && word.indexOf(' ') < 0;
  }

  /**
   * Reads a token.
   *
   * @param where added to its name, such as {@code in a JSON object}
   */
  static Content read(String text, String where) {
    String form = "a token" + where;
    if (text.length() > LONGEST) {
      String reason =
          "the token is longer than the %d bytes that HTCondor reads".formatted(LONGEST);
      return new Unusable(form, Verdict.UNSOUND, reason);
    }
    try {
      CompactJws jws = CompactJws.of(text);
      return content(new TokenSaid(jws.header(), jws.claims()), text, where);
    } catch (MalformedTokenException e) {
      return ContentReader.unreadable(form, e.reason());
    }
  }

  private static Content content(TokenSaid said, String text, String where) {
    Optional<String> flaw = said.flaw();
    return flaw.isPresent()
        ? new Unusable(said.form() + where, Verdict.UNSOUND, flaw.get())
        : credential(said, said.form() + where, text);
  }

  private static Content credential(TokenSaid said, String form, String text) {
    String subject = said.text("sub");
    String identity = (said.text("iss") + " " + subject).strip();
    List<ContentFact> facts = new ArrayList<>();
    HEADER.forEach(name -> add(name, said.header().get(name), facts));
    said.claims().entrySet().stream()
        .limit(SHOWN_CLAIMS)
        .forEach(claim -> add(claim.getKey(), claim.getValue(), facts));
    facts.add(new ContentFact("profile", said.profile()));
    return new Credential(
        said.type(),
        form,
        new Identity(
            Redaction.printable(identity, SHOWN),
            subject.isEmpty() ? Optional.empty() : Optional.of(subject)),
        new Lifetime(said.time("nbf"), said.time("exp")),
        facts,
        said.remarks(),
        Optional.of(Secret.of(text.getBytes(StandardCharsets.ISO_8859_1))));
  }

  private static void add(String name, @Nullable Object value, List<ContentFact> facts) {
    String shownName = Redaction.clean(name, SHOWN);
    if (value instanceof Number seconds && TIMES.contains(name)) {
      facts.add(ContentFact.of(name, Instant.ofEpochSecond(seconds.longValue())));
    } else if (value instanceof List<?> list) {
      String all = String.join(" ", list.stream().map(String::valueOf).toList());
      facts.add(new ContentFact(shownName, Redaction.printable(all, SHOWN)));
    } else if (value != null) {
      facts.add(new ContentFact(shownName, Redaction.printable(String.valueOf(value), SHOWN)));
    }
  }

  /** The type of a token, without a careful look. */
  static CredentialType typeOf(String algorithm, Map<String, @Nullable Object> claims) {
    if (algorithm.startsWith("HS")) {
      return CredentialType.IDTOKEN;
    }
    return claims.containsKey("scope")
            || claims.containsKey("ver")
            || claims.containsKey("wlcg.ver")
        ? CredentialType.SCITOKEN
        : CredentialType.TOKEN;
  }
}
