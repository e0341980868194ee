package org.credmint.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.json.JsonReader;
import org.credmint.json.NotReadable;

/**
 * Reads a line of the ledger. Members that a later release may add are passed over; those known
 * here must have the right type, and none may stand twice. For one line.
 */
final class LineParser {
  private static final Set<String> TEXTS =
      Set.of(
          "time",
          "act",
          "provider",
          "user",
          "job",
          "kid",
          "jti",
          "sub",
          "scope",
          "rule",
          "outcome",
          "last",
          "damaged",
          "prev");

  private static final Set<String> NUMBERS = Set.of("iat", "exp", "count");

  /** 9999-12-31T23:59:59Z. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final List<String> audiences = new ArrayList<>();

  private LineParser() {}

  /**
   * Reads one line.
   *
   * @param line its bytes without the end
   * @throws NotReadable where it is none; the reason holds nothing of it
   */
  static AuditLine parse(byte[] line) throws NotReadable {
    return new LineParser().read(new JsonReader(line));
  }

  private AuditLine read(JsonReader json) throws NotReadable {
    Set<String> names = new HashSet<>();
    String name = "";
    json.beginObject();
    while (json.nextMember()) {
      name = json.name();
      if (!names.add(name)) {
        throw new NotReadable("a member is repeated");
      }
      readMember(name, json);
    }
    json.end();
    if (!name.equals("prev") || !LineHash.isHash(text("prev"))) {
      throw new NotReadable("it does not end with the hash of the line before");
    }
    return line();
  }

  private void readMember(String name, JsonReader json) throws NotReadable {
    if (TEXTS.contains(name)) {
      texts.put(name, string(json));
    } else if (NUMBERS.contains(name)) {
      numbers.put(name, number(json));
    } else if (name.equals("aud")) {
      json.beginArray();
      while (json.nextElement()) {
        audiences.add(string(json));
      }
    } else {
      json.skip();
    }
  }

  private AuditLine line() throws NotReadable {
    if (text("act").isEmpty()) {
      throw new NotReadable("it has no act");
    }
    return new AuditLine(
        time(),
        text("act"),
        text("provider"),
        text("user"),
        text("job"),
        new AuditEntry.Claims(
            text("kid"),
            text("jti"),
            text("sub"),
            audiences,
            text("scope"),
            seconds("iat"),
            seconds("exp")),
        text("rule"),
        text("outcome"),
        text("last"),
        text("damaged"),
        numbers.getOrDefault("count", 0L),
        text("prev"));
  }

  private Instant time() throws NotReadable {
    try {
      return Instant.parse(text("time"));
    } catch (DateTimeException e) {
      throw new NotReadable("it has no time");
    }
  }

  private String text(String name) {
    return texts.getOrDefault(name, "");
  }

  private Optional<Instant> seconds(String name) {
    return Optional.ofNullable(numbers.get(name)).map(Instant::ofEpochSecond);
  }

  private static String string(JsonReader json) throws NotReadable {
    if (!json.isString()) {
      throw new NotReadable("a member is not a string");
    }
    return json.string();
  }

  private static long number(JsonReader json) throws NotReadable {
    double value = json.number();
    if (!(value >= 0 && value <= LAST_SECOND)) {
      throw new NotReadable("a number is out of range");
    }
    return (long) value;
  }
}
