// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.key.UnusableKeyException;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetException;
import org.jspecify.annotations.Nullable;

/** A ring as JSON: one object, times as in RFC 3339. */
final class RingJson {
  private static final int SCHEMA = 1;

  private RingJson() {}

  static byte[] write(Ring ring) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("schema", SCHEMA);
    members.put("change", ring.change());
    members.put("keys", ring.keys().stream().map(RingJson::members).toList());
    return (JSONObjectUtils.toJSONString(members) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> members(RingKey key) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kid", key.keyId());
    members.put("file", key.file());
    members.put("alg", key.algorithm().name());
    members.put("thumbprint", key.thumbprint());
    members.put("jwk", key.jwk());
    members.put("longest_lifetime", key.longest().toSeconds());
    key.times().forEach((milestone, time) -> members.put(milestone.member(), time.toString()));
    return members;
  }

  /**
   * Reads a ring.
   *
   * @throws UnusableKeyException where it is none, or one of another form
   */
  static Ring read(byte[] text) throws UnusableKeyException {
    try {
      Map<String, @Nullable Object> members =
          JSONObjectUtils.parse(new String(text, StandardCharsets.UTF_8));
      if (JSONObjectUtils.getInt(members, "schema") != SCHEMA) {
        throw new UnusableKeyException(
            "was written by another version of Credmint", "use the version that wrote it");
      }
      List<RingKey> keys = new ArrayList<>();
      for (Map<String, Object> key : JSONObjectUtils.getJSONObjectArray(members, "keys")) {
        keys.add(key(key));
      }
      Ring ring = new Ring(JSONObjectUtils.getInt(members, "change"), keys);
      if (ring.isSound()) {
        return ring;
      }
    } catch (ParseException | RuntimeException e) { // of a member that is missing or null
      throw damaged(e);
    }
    throw damaged(null);
  }

  private static RingKey key(Map<String, Object> members) throws ParseException {
    Map<Milestone, Instant> times = new EnumMap<>(Milestone.class);
    for (Milestone milestone : Milestone.values()) {
      String time = JSONObjectUtils.getString(members, milestone.member());
      if (time != null) {
        times.put(milestone, Instant.parse(time));
      }
    }
    checkPublicHalf(members);
    return new RingKey(
        text(members, "kid"),
        plainName(text(members, "file")),
        SigningAlgorithm.valueOf(text(members, "alg")),
        text(members, "thumbprint"),
        text(members, "jwk"),
        Duration.ofSeconds(JSONObjectUtils.getLong(members, "longest_lifetime")),
        times);
  }

  /** It is published as it is. */
  private static void checkPublicHalf(Map<String, Object> members) throws ParseException {
    String keyId = text(members, "kid");
    try {
      KeySet alone = KeySet.empty().with(text(members, "jwk"), RingStore.NAME);
      if (alone.thumbprint(keyId).filter(text(members, "thumbprint")::equals).isEmpty()) {
        throw new ParseException("jwk is another key", 0);
      }
    } catch (KeySetException e) {
      throw new ParseException("jwk is no public key", 0);
    }
  }

  private static String text(Map<String, Object> members, String name) throws ParseException {
    String text = JSONObjectUtils.getString(members, name);
    if (text == null || text.isEmpty()) {
      throw new ParseException(name + " is missing", 0);
    }
    return text;
  }

  private static String plainName(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("not a plain name");
    }
    return name;
  }

  private static UnusableKeyException damaged(@Nullable Exception cause) {
    UnusableKeyException failure =
        new UnusableKeyException("is damaged", "restore its directory from the newest backup");
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }
}
