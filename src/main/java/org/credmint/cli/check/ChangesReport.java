// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.credmint.cli.option.TextColumns;
import org.credmint.inspect.ConfigurationChanges.Change;
import org.credmint.inspect.ConfigurationChanges.Outcome;

/** Prints what the configuration on disk would change. */
public final class ChangesReport {
  private static final int SCHEMA = 1;
  private static final int SOME = 1;
  private static final int UNUSABLE = 2;

  private final Outcome outcome;

  public ChangesReport(Outcome outcome) {
    this.outcome = outcome;
  }

  /** The exit status: nothing changes, something does, or nothing can be told. */
  public int status() {
    if (outcome instanceof Outcome.Compared compared) {
      return compared.changes().isEmpty() ? 0 : SOME;
    }
    return UNUSABLE;
  }

  /** For people, in 80 columns. */
  public void printText(PrintWriter out) {
    if (outcome instanceof Outcome.Compared compared) {
      for (Change change : compared.changes()) {
        String head = String.format(Locale.ROOT, "%-8s ", word(change));
        String text = change.credential() + ": " + change.text();
        TextColumns.wrapped(text, head, "         ").forEach(out::println);
      }
      String counted =
          "%d credentials compared, %d changes; credentials of jobs are not compared"
              .formatted(compared.compared(), compared.changes().size());
      out.println(counted);
    } else {
      String reason = ((Outcome.NotCompared) outcome).reason();
      TextColumns.wrapped(reason, "", "  ").forEach(out::println);
    }
  }

  /** For programs: one object. Members may be added; else the schema's number changes. */
  public void printJson(PrintWriter out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeNumberField("exit_status", status());
      if (outcome instanceof Outcome.Compared compared) {
        json.writeNumberField("compared", compared.compared());
        json.writeArrayFieldStart("changes");
        for (Change change : compared.changes()) {
          write(change, json);
        }
        json.writeEndArray();
      } else {
        json.writeStringField("reason", ((Outcome.NotCompared) outcome).reason());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    out.println(text);
  }

  private static void write(Change change, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("change", word(change));
    json.writeStringField("credential", change.credential());
    json.writeStringField("reason", change.text());
    json.writeEndObject();
  }

  private static String word(Change change) {
    return change.kind().name().toLowerCase(Locale.ROOT);
  }
}
