// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.diagnosis.Diagnosis;
import org.credmint.diagnosis.Link;

/** For programs: one object. Members may be added; else the schema's number changes. */
final class WhyJson implements WhyReport {
  private static final int SCHEMA = 1;

  @Override
  public void print(String asked, List<Diagnosis> all, PrintWriter out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("asked", asked);
      json.writeNumberField("exit_status", Why.status(all));
      culprit(Diagnosis.worst(all).flatMap(Diagnosis::culprit), json);
      json.writeArrayFieldStart("credentials");
      for (Diagnosis one : all) {
        write(one, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    out.println(text);
  }

  private static void write(Diagnosis one, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("credential", one.subject());
    culprit(one.culprit(), json);
    json.writeArrayFieldStart("chain");
    for (Link link : one.chain()) {
      json.writeStartObject();
      json.writeStringField("link", link.name());
      json.writeStringField("verdict", link.verdict().name().toLowerCase(Locale.ROOT));
      json.writeStringField("text", link.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void culprit(Optional<Link> culprit, JsonGenerator json) throws IOException {
    if (culprit.isPresent()) {
      json.writeStringField("link", culprit.get().name());
      json.writeStringField("cause", culprit.get().text());
      json.writeStringField("command", culprit.get().command());
    }
  }
}
