// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.issue.JsonText;
import org.credmint.issue.endpoint.Fingerprint;
import org.credmint.issue.endpoint.OAuthClient;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a user's login left: the content of a {@code .top} file, and of the {@code .meta} file that
 * HTCondor's web application puts beside it.
 *
 * <p>Source: {@code OAuthCredmonWebserver.py} and {@code store_cred.cpp} of HTCondor 25.14.
 */
final class Login {
  private static final String REFRESH_TOKEN = "refresh_token";

  /** Where a token stands that is to be exchanged. */
  private static final List<String> SUBJECT_TOKENS = List.of("access_token", "subject_token");

  private final Map<String, @Nullable Object> top;
  private final Map<String, @Nullable Object> meta;

  /**
   * A login.
   *
   * @param top the members of {@code .top}
   * @param meta the members of {@code .meta}; none where there is none, or none that can be read
   */
  Login(Map<String, @Nullable Object> top, Map<String, @Nullable Object> meta) {
    this.top = top;
    this.meta = meta;
  }

  /** Empty where the issuer gave none, so that the user has to log in again in time. */
  Optional<String> refreshToken() {
    return text(top, REFRESH_TOKEN);
  }

  /** What a user stored to have it exchanged; empty where there is none. */
  Optional<String> subjectToken() {
    return SUBJECT_TOKENS.stream().flatMap(name -> text(top, name).stream()).findFirst();
  }

  /** What whoever stored the login asked for, beside it. */
  Wanted wanted() {
    return new Wanted(words("scope"), words("audience"));
  }

  private List<String> words(String name) {
    return text(top, name).map(one -> List.of(one.strip().split(" +"))).orElse(List.of());
  }

  /** Tells this login from others, and nothing of it. */
  String fingerprint() {
    return Fingerprint.of(refreshToken().or(this::subjectToken).orElse(""));
  }

  /** A refresh token counts for the client only that the user logged in with. */
  OAuthClient client(OAuthClient configured) {
    Optional<String> own = text(meta, "client_id");
    if (own.isEmpty() || own.get().equals(configured.id())) {
      return configured;
    }
    Optional<Secret> secret =
        text(meta, "client_secret").map(one -> Secret.of(one.getBytes(StandardCharsets.UTF_8)));
    return new OAuthClient(own.get(), secret, configured.basic());
  }

  /**
   * The content of {@code .top} with another refresh token, and all else as it was but for a token
   * that was exchanged for it.
   */
  Secret successor(String refreshToken) {
    Map<String, @Nullable Object> next = new LinkedHashMap<>(top);
    if (refreshToken().isEmpty()) {
      SUBJECT_TOKENS.forEach(next::remove);
    }
    next.put(REFRESH_TOKEN, refreshToken);
    return Secret.of(JsonText.of(next));
  }

  private static Optional<String> text(Map<String, @Nullable Object> from, String name) {
    return from.get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Never shows what it holds. */
  @Override
  public String toString() {
    return "[login]";
  }
}
