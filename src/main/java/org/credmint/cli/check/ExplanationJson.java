// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Provider.Fact;

/** What {@code explain} prints for programs: one object for each credential, in a line. */
public final class ExplanationJson {
  private static final int SCHEMA = 1;

  private ExplanationJson() {}

  /** Prints one. */
  public static void print(Explanation one, PrintWriter out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("credential", one.name());
      json.writeBooleanField("issued", one.verdict() instanceof Verdict.Issued);
      write(one.verdict(), json);
      json.writeObjectFieldStart("facts");
      for (Fact fact : one.facts()) {
        json.writeStringField(fact.name(), fact.value());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("on_disk");
      for (String line : one.onDisk()) {
        json.writeString(line);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    out.println(text);
  }

  private static void write(Verdict verdict, JsonGenerator json) throws IOException {
    if (verdict instanceof Verdict.Denied denied) {
      if (denied.rule().isPresent()) {
        json.writeStringField("rule", denied.rule().get());
      }
      json.writeStringField("reason", denied.reason());
      return;
    }
    json.writeArrayFieldStart("claims");
    for (TraceStep step : ((Verdict.Issued) verdict).trace()) {
      json.writeStartObject();
      json.writeStringField("claim", step.claim());
      json.writeStringField("value", step.value());
      json.writeStringField("rule", step.rule());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
