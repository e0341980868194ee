// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a line of the audit log. Members that a later release may add are passed over; those known
 * here must have the right type, and none may stand twice. For one line.
 */
public final class LineParser {
  private static final Set<String> TEXTS =
      Set.of(
          "time",
          "act",
          "provider",
          "user",
          "job",
          "target",
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

  private static final int MAX_DEPTH = 16;

  /** 9999-12-31T23:59:59Z. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final List<String> audiences = new ArrayList<>();

  private LineParser() {}

  /**
   * Reads one line.
   *
   * @param line its bytes without the end
   * @throws UnreadableLineException where it is none; the reason holds nothing of it
   */
  public static AuditLine parse(byte[] line) throws UnreadableLineException {
    String text = new String(line, StandardCharsets.UTF_8);
    try (JsonParser json = JSON.createParser(text)) {
      return new LineParser().read(json);
    } catch (IOException e) {
      throw new UnreadableLineException("not valid JSON");
    }
  }

  private AuditLine read(JsonParser json) throws UnreadableLineException, IOException {
    String name = "";
    expect(json.nextToken() == JsonToken.START_OBJECT, "not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      name = json.currentName();
      readMember(name, json);
    }
    expect(json.nextToken() == null, "more than one object");
    expect(
        name.equals("prev") && LineHash.isHash(text("prev")),
        "it does not end with the hash of the line before");
    return line();
  }

  private void readMember(String name, JsonParser json)
      throws UnreadableLineException, IOException {
    json.nextToken();
    if (TEXTS.contains(name)) {
      texts.put(name, string(json));
    } else if (NUMBERS.contains(name)) {
      numbers.put(name, number(json));
    } else if (name.equals("aud")) {
      expect(json.isExpectedStartArrayToken(), "aud is not a list");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        audiences.add(string(json));
      }
    } else {
      json.skipChildren();
    }
  }

  private AuditLine line() throws UnreadableLineException {
    if (text("act").isEmpty()) {
      throw new UnreadableLineException("it has no act");
    }
    return new AuditLine(
        time(),
        text("act"),
        text("provider"),
        text("user"),
        text("job"),
        text("target"),
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

  private Instant time() throws UnreadableLineException {
    try {
      return Instant.parse(text("time"));
    } catch (DateTimeException e) {
      throw new UnreadableLineException("it has no time");
    }
  }

  private String text(String name) {
    return texts.getOrDefault(name, "");
  }

  private Optional<Instant> seconds(String name) {
    return Optional.ofNullable(numbers.get(name)).map(Instant::ofEpochSecond);
  }

  private static String string(JsonParser json) throws UnreadableLineException, IOException {
    expect(json.hasToken(JsonToken.VALUE_STRING), "a member is not a string");
    return json.getText();
  }

  private static long number(JsonParser json) throws UnreadableLineException, IOException {
    expect(json.currentToken().isNumeric(), "a member is not a number");
    double value = json.getDoubleValue();
    expect(value >= 0 && value <= LAST_SECOND, "a number is out of range");
    return (long) value;
  }

  private static void expect(boolean isSo, String otherwise) throws UnreadableLineException {
    if (!isSo) {
      throw new UnreadableLineException(otherwise);
    }
  }
}
