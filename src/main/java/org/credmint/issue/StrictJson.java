// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object that anybody may have written: RFC 8259 to the letter, no member twice, 16
 * levels at most. Nimbus itself would take single quotes, comments and names without quotes.
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 16;

  /** Member names that a reason may tell; others could hold anything. */
  private static final Set<String> NAMES =
      Set.of("access_token", "alg", "kid", "iss", "sub", "aud", "scope", "iat", "nbf", "exp");

  private static final JsonFactory JSON =
      new JsonFactoryBuilder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private final JsonParser json;
  private int depth;

  private StrictJson(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads an object; bytes that are not UTF-8 are read as U+FFFD.
   *
   * @throws MalformedTokenException where it is none
   */
  public static Map<String, @Nullable Object> object(byte[] text) throws MalformedTokenException {
    try (JsonParser json = JSON.createParser(new String(text, StandardCharsets.UTF_8))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw broken();
      }
      Map<String, @Nullable Object> object = new StrictJson(json).readObject();
      if (json.nextToken() != null) {
        throw broken();
      }
      return object;
    } catch (IOException e) {
      throw broken(); // the cause quotes the text
    }
  }

  private Map<String, @Nullable Object> readObject() throws IOException, MalformedTokenException {
    enter();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (object.containsKey(name)) {
        throw new MalformedTokenException(
            (NAMES.contains(name) ? name : "a member") + " is repeated");
      }
      json.nextToken();
      object.put(name, readValue());
    }
    depth--;
    return object;
  }

  private List<@Nullable Object> readArray() throws IOException, MalformedTokenException {
    enter();
    List<@Nullable Object> array = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      array.add(readValue());
    }
    depth--;
    return array;
  }

  private @Nullable Object readValue() throws IOException, MalformedTokenException {
    return switch (json.currentToken()) {
      case START_OBJECT -> readObject();
      case START_ARRAY -> readArray();
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case VALUE_NULL -> null;
      default -> throw broken();
    };
  }

  private void enter() throws MalformedTokenException {
    if (++depth > MAX_DEPTH) {
      throw new MalformedTokenException("nested too deeply");
    }
  }

  private static MalformedTokenException broken() {
    return new MalformedTokenException("not valid JSON");
  }
}
