// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.callout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.kind.CredentialType;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * What a program wrote to its standard output: the credential as it is, or a JSON object with the
 * member {@code credential}.
 *
 * @param credential the bytes of the credential
 * @param end when it ends by the program's word; empty where it did not say
 * @param subject whom it speaks for by the program's word; empty where it did not say
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, and prints no content
record ProgramAnswer(byte[] credential, Optional<Instant> end, Optional<String> subject) {
  private static final String CREDENTIAL = "credential";
  private static final String LIFETIME = "lifetime";
  private static final String EXPIRES_AT = "expires_at";
  private static final Set<String> MEMBERS =
      Set.of(CREDENTIAL, LIFETIME, EXPIRES_AT, "type", "subject");

  /** Ten years. */
  private static final long LONGEST_SECONDS = 315_360_000L;

  /**
   * Reads an output.
   *
   * @param type what it has to be
   * @param now from when a lifetime counts
   * @throws MalformedTokenException where it is no answer; the reason holds nothing of it
   */
  static ProgramAnswer read(byte[] output, CredentialType type, Instant now)
      throws MalformedTokenException {
    Optional<Map<String, @Nullable Object>> object = object(output);
    if (object.isEmpty() && !isJsonItself(type) && looksLikeJson(output)) {
      throw new MalformedTokenException("begins like a JSON object, but is no answer");
    }
    if (object.isEmpty()) {
      return new ProgramAnswer(output, Optional.empty(), Optional.empty());
    }
    Map<String, @Nullable Object> members = object.get();
    if (!MEMBERS.containsAll(members.keySet())) {
      throw new MalformedTokenException("has a member that is not known beside credential");
    }
    if (!(members.get(CREDENTIAL) instanceof String credential)) {
      throw new MalformedTokenException("has a credential that is not a string");
    }
    String named = text(members, "type").orElse(type.toString());
    if (CredentialType.named(named).filter(type::equals).isEmpty()) {
      throw new MalformedTokenException("names another type than " + type);
    }
    return new ProgramAnswer(
        credential.getBytes(StandardCharsets.UTF_8), end(members, now), text(members, "subject"));
  }

  private static boolean isJsonItself(CredentialType type) {
    return type == CredentialType.OPAQUE_TOKEN
        || type == CredentialType.TOKEN
        || type == CredentialType.SCITOKEN;
  }

  private static boolean looksLikeJson(byte[] output) {
    return new String(output, StandardCharsets.ISO_8859_1).strip().startsWith("{");
  }

  /** Empty where the output itself is the credential, also where that is a JSON object. */
  private static Optional<Map<String, @Nullable Object>> object(byte[] output) {
    try {
      return Optional.of(StrictJson.object(output)).filter(one -> one.containsKey(CREDENTIAL));
    } catch (MalformedTokenException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Map<String, @Nullable Object> members, String name)
      throws MalformedTokenException {
    if (!members.containsKey(name)) {
      return Optional.empty();
    }
    if (members.get(name) instanceof String text) {
      return Optional.of(text);
    }
    throw new MalformedTokenException("has a " + name + " that is not a string");
  }

  private static Optional<Instant> end(Map<String, @Nullable Object> members, Instant now)
      throws MalformedTokenException {
    if (members.containsKey(LIFETIME) && members.containsKey(EXPIRES_AT)) {
      throw new MalformedTokenException("has both lifetime and expires_at");
    }
    if (members.containsKey(LIFETIME)) {
      return Optional.of(now.plus(Duration.ofSeconds(seconds(members, LIFETIME, LONGEST_SECONDS))));
    }
    return members.containsKey(EXPIRES_AT)
        ? Optional.of(
            Instant.ofEpochSecond(
                seconds(members, EXPIRES_AT, now.getEpochSecond() + LONGEST_SECONDS)))
        : Optional.empty();
  }

  private static long seconds(Map<String, @Nullable Object> members, String name, long most)
      throws MalformedTokenException {
    if (members.get(name) instanceof Number number
        && number.doubleValue() > 0
        && number.doubleValue() <= most) {
      return number.longValue();
    }
    throw new MalformedTokenException(
        "has a %s that is not a number of seconds up to %d".formatted(name, most));
  }
}
