// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.config.ScheddQueue;
import org.credmint.config.knob.Problem;
import org.credmint.inspect.ConfigurationCheck.Findings;
import org.credmint.inspect.ConfigurationCheck.Served;
import org.credmint.provider.Provider.Fact;
import org.credmint.provider.Provider.Sample;

/** What {@code credmint check --format=json} prints: one JSON object on one line. */
final class CheckJson {
  /** Members may be added; where one changes its meaning, the number changes too. */
  private static final int SCHEMA = 1;

  private static final Pattern PLACE = Pattern.compile("(.*), line ([0-9]{1,9})");

  private final Findings findings;
  private final Map<String, String> ofHtcondor;
  private final Map<String, String> opinions;

  /**
   * A report.
   *
   * @param ofHtcondor what HTCondor's library says, by what it is
   * @param opinions what libSciTokens says of the sample, by provider
   */
  CheckJson(Findings findings, Map<String, String> ofHtcondor, Map<String, String> opinions) {
    this.findings = findings;
    this.ofHtcondor = ofHtcondor;
    this.opinions = opinions;
  }

  void print(PrintWriter out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    out.println(text);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema", SCHEMA);
    json.writeNumberField("exit_status", Check.status(findings));
    json.writeArrayFieldStart("problems");
    for (Problem problem : findings.problems()) {
      write(problem, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("providers");
    for (Served served : findings.providers()) {
      write(served, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("queues");
    for (ScheddQueue queue : findings.queues()) {
      json.writeStartObject();
      json.writeStringField("schedd", queue.localName());
      json.writeStringField("log", queue.log().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("htcondor");
    for (Map.Entry<String, String> row : ofHtcondor.entrySet()) {
      json.writeStringField(row.getKey(), row.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(Problem problem, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("severity", problem.isError() ? "error" : "warning");
    json.writeStringField("effect", CheckText.effect(problem));
    writeIfSet("provider", problem.provider().orElse(""), json);
    json.writeStringField("subject", problem.subject());
    writeIfSet("value", problem.value(), json);
    String place = problem.place().orElse("");
    Matcher parts = PLACE.matcher(place);
    if (parts.matches()) {
      json.writeStringField("file", parts.group(1));
      json.writeNumberField("line", Integer.parseInt(parts.group(2)));
    } else {
      writeIfSet("file", place, json);
    }
    json.writeStringField("reason", problem.reason());
    json.writeStringField("fix", problem.fix());
    json.writeEndObject();
  }

  private void write(Served served, JsonGenerator json) throws IOException {
    String name = served.provider().name();
    json.writeStartObject();
    json.writeStringField("name", name);
    for (Fact fact : served.provider().facts()) {
      json.writeStringField(fact.name().replace(' ', '_').toLowerCase(Locale.ROOT), fact.value());
    }
    long lifetime = served.provider().lifetime().toSeconds();
    if (lifetime > 0) {
      json.writeNumberField("lifetime", lifetime);
    }
    json.writeNumberField("pull_interval", served.pullInterval().value().toSeconds());
    json.writeNumberField("shortest_lifetime", served.freshness().shortestLifetime().toSeconds());
    if (served.sample() instanceof Sample.Made made) {
      json.writeStringField("sample_scope", made.issued().description().scope());
    } else if (served.sample() instanceof Sample.None none) {
      json.writeStringField("no_sample", none.reason());
    }
    writeIfSet("libscitokens", opinions.getOrDefault(name, ""), json);
    json.writeEndObject();
  }

  private static void writeIfSet(String name, String value, JsonGenerator json) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }
}
