// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.credmint.status.Alarm;
import org.credmint.status.StatusJson;
import org.credmint.status.StatusReport;

/** For programs: what the state file says, with the credentials that were asked for. */
final class StatusAsJson implements StatusFormat {
  /** Writes the members of one object. */
  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  @Override
  public void print(StatusView view, PrintWriter out) {
    StatusReport all = view.report();
    StatusReport shown =
        new StatusReport(
            all.process(),
            all.writtenAt(),
            all.ready(),
            all.problems(),
            all.sources(),
            all.providers(),
            all.users(),
            all.total(),
            view.shown());
    object(
        out,
        json -> {
          verdict(view.alarm(), view.whyDown(), json);
          json.writeNumberField("age", view.age().toSeconds());
          json.writeBooleanField("running", view.running());
          StatusJson.members(shown, json);
        });
  }

  @Override
  public void printUnknown(String reason, PrintWriter out) {
    object(
        out,
        json -> {
          verdict(Alarm.UNKNOWN, reason, json);
          json.writeNumberField("schema", StatusReport.SCHEMA);
        });
  }

  private static void verdict(Alarm alarm, String reason, JsonGenerator json) throws IOException {
    json.writeStringField("alarm", alarm.word());
    json.writeNumberField("exit_status", alarm.exitStatus());
    if (!reason.isEmpty()) {
      json.writeStringField("why", reason);
    }
  }

  private static void object(PrintWriter out, Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    out.println(text);
  }
}
