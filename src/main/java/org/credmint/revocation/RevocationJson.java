// SPDX-License-Identifier: Apache-2.0
package org.credmint.revocation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.JobId;
import org.credmint.request.CredentialFilter;

/**
 * The list of revocations as JSON: {@code {"schema":1,"revocations":[…]}}. It is read strictly: an
 * entry that is misunderstood would let something be issued.
 */
public final class RevocationJson {
  private static final int SCHEMA = 1;
  private static final Set<String> MEMBERS =
      Set.of(
          "id",
          "user",
          "provider",
          "job",
          "target",
          "jti",
          "kid",
          "since",
          "reason",
          "by",
          "withdraw");

  private RevocationJson() {}

  /** The text. */
  public static byte[] write(List<Revocation> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeArrayFieldStart("revocations");
      for (Revocation one : entries) {
        write(one, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    return bytes.toByteArray();
  }

  private static void write(Revocation one, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", one.id());
    text(json, "user", one.filter().user());
    text(json, "provider", one.filter().provider());
    text(json, "job", one.filter().job().map(JobId::toString));
    text(json, "target", one.filter().target());
    text(json, "jti", one.tokenId());
    text(json, "kid", one.keyId());
    json.writeStringField("since", one.since().toString());
    json.writeStringField("reason", one.reason());
    json.writeStringField("by", one.by());
    json.writeBooleanField("withdraw", one.withdraw());
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  /**
   * Reads a text.
   *
   * @throws IOException where it is not a whole list of this form; the message says why
   */
  public static List<Revocation> read(byte[] text) throws IOException {
    JsonFactory strict =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser json = strict.createParser(text)) {
      expect(json.nextToken() == JsonToken.START_OBJECT, "no JSON object");
      expect("schema".equals(json.nextFieldName()), "no schema at its beginning");
      int schema = json.nextIntValue(0);
      expect(schema == SCHEMA, "its schema is %d, not %d".formatted(schema, SCHEMA));
      expect("revocations".equals(json.nextFieldName()), "no list of revocations");
      expect(json.nextToken() == JsonToken.START_ARRAY, "no list of revocations");
      List<Revocation> entries = new ArrayList<>();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        entries.add(revocation(members(json)));
      }
      expect(json.currentToken() == JsonToken.END_ARRAY, "something else than revocations");
      expect(json.nextToken() == JsonToken.END_OBJECT, "a member that is not known");
      expect(json.nextToken() == null, "something behind its end");
      return entries;
    } catch (JsonProcessingException e) {
      throw new IOException(e.getOriginalMessage(), e);
    } catch (DateTimeException e) {
      throw new IOException("a time of another form", e);
    }
  }

  private static void expect(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  private static Map<String, String> members(JsonParser json) throws IOException {
    Map<String, String> members = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      expect(MEMBERS.contains(name), "a member that is not known");
      JsonToken value = json.nextToken();
      boolean isOfItsForm =
          name.equals("withdraw") ? value.isBoolean() : value == JsonToken.VALUE_STRING;
      boolean mayBeEmpty = name.equals("reason") || name.equals("by");
      expect(isOfItsForm && (mayBeEmpty || !json.getText().isEmpty()), "a member of another form");
      members.put(name, json.getText());
    }
    expect(json.currentToken() == JsonToken.END_OBJECT, "an entry without an end");
    return members;
  }

  private static Revocation revocation(Map<String, String> members) throws IOException {
    for (String name : List.of("id", "since", "reason", "by", "withdraw")) {
      expect(members.containsKey(name), "an entry without " + name);
    }
    Optional<String> job = Optional.ofNullable(members.get("job"));
    Optional<JobId> id = job.flatMap(JobId::parse);
    expect(job.isPresent() == id.isPresent(), "a job of another form");
    Optional<String> tokenId = Optional.ofNullable(members.get("jti"));
    Optional<String> keyId = Optional.ofNullable(members.get("kid"));
    CredentialFilter filter =
        new CredentialFilter(
            Optional.ofNullable(members.get("user")),
            Optional.ofNullable(members.get("provider")),
            id,
            Optional.ofNullable(members.get("target")));
    return new Revocation(
        members.getOrDefault("id", ""),
        filter,
        tokenId,
        keyId,
        Instant.parse(members.getOrDefault("since", "")),
        members.getOrDefault("reason", ""),
        members.getOrDefault("by", ""),
        Boolean.parseBoolean(members.get("withdraw")));
  }
}
