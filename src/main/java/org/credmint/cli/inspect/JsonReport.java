// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.content.Content;
import org.credmint.content.Content.ContentFact;
import org.credmint.content.signature.SignatureVerdict;
import org.credmint.credential.method.Selection.GroupAnswer;
import org.credmint.credential.method.Selection.NotChosen;

/** For programs: one JSON object a line. Members may be added; else the schema's number changes. */
record JsonReport(PrintWriter out) implements Report {
  private static final int SCHEMA = 1;

  /** Writes the members of one object. */
  @FunctionalInterface
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  @Override
  public void add(Inspected one) {
    line(json -> write(one, json));
  }

  @Override
  public void add(ChoiceOptions.Choice choice) {
    line(json -> write(choice, json));
  }

  private void line(Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    out.println(text);
  }

  private static void write(Inspected one, JsonGenerator json) throws IOException {
    json.writeStringField("file", one.spec().file());
    json.writeBooleanField("sound", one.isSound());
    if (one.content() instanceof Content.Unusable unusable) {
      json.writeStringField("looks_like", unusable.form());
    }
    Optional<Content.Credential> found = one.credential();
    if (found.isPresent()) {
      write(found.get(), json);
    }
    json.writeObjectFieldStart("validity");
    json.writeStringField("verdict", one.validity().verdict().name());
    json.writeStringField("reason", one.validity().reason());
    json.writeEndObject();
    if (one.signature().isPresent()) {
      write(one.signature().get(), json);
    }
    if (one.opinion().isPresent()) {
      json.writeObjectFieldStart("libscitokens");
      json.writeBooleanField("refused", one.opinion().get().isRefusal());
      json.writeStringField("reason", one.opinion().get().text());
      json.writeEndObject();
    }
    writeIfSet("id", one.id(), json);
    writeIfSet("glideinwms_id", one.glideinWmsId(), json);
  }

  private static void write(Content.Credential found, JsonGenerator json) throws IOException {
    json.writeStringField("type", found.type().toString());
    json.writeStringField("form", found.form());
    json.writeStringField("identity", found.identity().text());
    writeIfSet("not_before", found.lifetime().notBefore().map(Instant::toString), json);
    writeIfSet("expires_at", found.lifetime().expiresAt().map(Instant::toString), json);
    writeFacts(found.facts(), json);
    writeAll("notes", found.remarks(), json);
  }

  private static void writeFacts(List<ContentFact> facts, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("facts");
    for (ContentFact fact : facts) {
      json.writeStartObject();
      json.writeStringField("name", fact.name());
      json.writeStringField("value", fact.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(SignatureVerdict verdict, JsonGenerator json) throws IOException {
    String word =
        verdict instanceof SignatureVerdict.Verified
            ? "VERIFIED"
            : verdict instanceof SignatureVerdict.Refused ? "REFUSED" : "NOT_CHECKED";
    json.writeObjectFieldStart("signature");
    json.writeStringField("verdict", word);
    json.writeStringField("reason", verdict.reason());
    json.writeEndObject();
  }

  private static void write(ChoiceOptions.Choice choice, JsonGenerator json) throws IOException {
    json.writeStringField("auth_method", choice.method().toString());
    json.writeBooleanField("satisfied", choice.selection().isSatisfied());
    json.writeArrayFieldStart("groups");
    for (GroupAnswer group : choice.selection().groups()) {
      json.writeStartObject();
      json.writeStringField("group", group.group());
      if (group.chosen().isPresent()) {
        json.writeObjectFieldStart("chosen");
        write(group.chosen().get().item(), group.chosen().get().name(), json);
        json.writeStringField("reason", group.chosen().get().reason());
        json.writeEndObject();
      }
      json.writeArrayFieldStart("not_chosen");
      for (NotChosen other : group.others()) {
        json.writeStartObject();
        write(other.item(), other.name(), json);
        json.writeStringField("why", other.why().name());
        json.writeStringField("reason", other.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(String item, String name, JsonGenerator json) throws IOException {
    json.writeStringField("item", item);
    writeIfSet("name", name.isEmpty() ? Optional.empty() : Optional.of(name), json);
  }

  private static void writeAll(String name, List<String> values, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void writeIfSet(String name, Optional<String> value, JsonGenerator json)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }
}
