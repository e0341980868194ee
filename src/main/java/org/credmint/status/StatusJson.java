// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.JobId;
import org.credmint.status.StatusReport.SourceStatus;
import org.credmint.status.StatusReport.StatusProblem;

/** Writes a report as JSON: one object, in one line. Times are seconds since 1970. */
public final class StatusJson {
  private final JsonGenerator json;

  private StatusJson(JsonGenerator json) {
    this.json = json;
  }

  /** The text without a line end. */
  public static String write(StatusReport report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      new StatusJson(json).members(report);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The members of a report, into an object that is open. */
  public static void members(StatusReport report, JsonGenerator into) throws IOException {
    new StatusJson(into).members(report);
  }

  private void members(StatusReport report) throws IOException {
    json.writeNumberField("schema", StatusReport.SCHEMA);
    json.writeStringField("version", report.process().version());
    json.writeNumberField("pid", report.process().pid());
    time("started", Optional.of(report.process().startedAt()));
    json.writeStringField("directory", report.process().directory().toString());
    time("written", Optional.of(report.writtenAt()));
    json.writeBooleanField("ready", report.ready());
    json.writeNumberField("users", report.users());
    json.writeNumberField("total", report.total());
    json.writeArrayFieldStart("problems");
    for (StatusProblem problem : report.problems()) {
      write(problem);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sources");
    for (SourceStatus source : report.sources()) {
      json.writeStartObject();
      json.writeStringField("name", source.name());
      time("read", source.readAt());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("providers");
    for (ProviderStatus provider : report.providers()) {
      write(provider);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("credentials");
    for (CredentialStatus credential : report.credentials()) {
      write(credential);
    }
    json.writeEndArray();
  }

  private void write(StatusProblem problem) throws IOException {
    json.writeStartObject();
    json.writeStringField("subject", problem.subject());
    json.writeStringField("alarm", problem.alarm().word());
    time("since", Optional.of(problem.since()));
    json.writeStringField("text", problem.text());
    json.writeEndObject();
  }

  private void write(ProviderStatus provider) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", provider.name());
    json.writeStringField("kind", provider.kind());
    json.writeObjectFieldStart("states");
    for (Map.Entry<Condition, Integer> count : provider.conditions().entrySet()) {
      json.writeNumberField(count.getKey().word(), count.getValue());
    }
    json.writeEndObject();
    time("nearest_expiry", provider.nearestExpiry());
    text("key_file", provider.keyFile().map(Object::toString).orElse(""));
    json.writeNumberField("renewals", provider.issued().renewals());
    time("last_success", provider.issued().lastSuccess());
    json.writeObjectFieldStart("failures");
    for (Map.Entry<String, Long> count : provider.issued().failures().entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void write(CredentialStatus one) throws IOException {
    json.writeStartObject();
    json.writeStringField("user", one.id().user());
    json.writeStringField("provider", one.id().provider());
    text("handle", one.id().handle());
    text("job", one.job().map(JobId::toString).orElse(""));
    text("target", one.target().orElse(""));
    json.writeStringField("state", one.condition().word());
    time("expires", one.expiresAt());
    time("next", one.nextAt());
    if (one.failures() > 0) {
      json.writeNumberField("failures", one.failures());
    }
    text("reason", one.reason());
    json.writeEndObject();
  }

  private void time(String name, Optional<Instant> time) throws IOException {
    if (time.isPresent()) {
      json.writeNumberField(name, time.get().getEpochSecond());
    }
  }

  private void text(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }
}
