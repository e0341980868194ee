// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.status.StatusReport.DaemonProcess;
import org.credmint.status.StatusReport.SourceStatus;
import org.credmint.status.StatusReport.StatusProblem;

/** Reads what {@link StatusJson} wrote. Members that are not known are passed over. */
public final class StatusJsonReader {
  private final JsonParser json;

  private StatusJsonReader(JsonParser json) {
    this.json = json;
  }

  /**
   * The report.
   *
   * @throws IOException where the text is not a report, or one of a form that is not known; the
   *     message says so
   */
  public static StatusReport read(byte[] text) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      json.nextToken();
      StatusJsonReader reader = new StatusJsonReader(json);
      return reader.report(reader.object());
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new IOException("it is not a state file: " + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IOException("it is not a state file: " + e.getOriginalMessage(), e);
    }
  }

  /** An object's members: texts, numbers as texts, lists of objects, and objects. */
  private static final class Members {
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<Members>> lists = new HashMap<>();
    private final Map<String, Members> objects = new HashMap<>();

    private String text(String name) {
      return texts.getOrDefault(name, "");
    }

    private Optional<String> find(String name) {
      return Optional.ofNullable(texts.get(name));
    }

    private long number(String name) {
      return find(name).map(Long::parseLong).orElse(0L);
    }

    private int count(String name) {
      return Math.toIntExact(number(name));
    }

    private Optional<Instant> time(String name) {
      return find(name).map(Long::parseLong).map(Instant::ofEpochSecond);
    }

    private Instant timeOrStart(String name) {
      return time(name).orElse(Instant.EPOCH);
    }

    private List<Members> list(String name) {
      return lists.getOrDefault(name, List.of());
    }

    private Map<String, String> counts(String name) {
      Members found = objects.get(name);
      return found == null ? Map.of() : found.texts;
    }
  }

  private Members object() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("it is not a state file: no JSON object is where one should be");
    }
    Members members = new Members();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT) {
        members.objects.put(name, object());
      } else if (token == JsonToken.START_ARRAY) {
        members.lists.put(name, list());
      } else {
        members.texts.put(name, json.getText());
      }
    }
    return members;
  }

  private List<Members> list() throws IOException {
    List<Members> list = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      list.add(object());
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new IOException("it is not a state file: a list of something else than objects");
    }
    return list;
  }

  private StatusReport report(Members all) throws IOException {
    if (all.number("schema") != StatusReport.SCHEMA) {
      throw new IOException(
          "it has schema %s, and this version of credmint reads schema %d: use the credmint of the daemon"
              .formatted(all.text("schema"), StatusReport.SCHEMA));
    }
    return new StatusReport(
        process(all),
        all.timeOrStart("written"),
        all.text("ready").equals("true"),
        all.list("problems").stream().map(StatusJsonReader::problem).toList(),
        all.list("sources").stream().map(StatusJsonReader::source).toList(),
        all.list("providers").stream().map(StatusJsonReader::provider).toList(),
        all.count("users"),
        all.count("total"),
        all.list("credentials").stream().map(StatusJsonReader::credential).toList());
  }

  private static DaemonProcess process(Members all) {
    return new DaemonProcess(
        all.text("version"),
        all.number("pid"),
        all.timeOrStart("started"),
        Path.of(all.text("directory")));
  }

  private static StatusProblem problem(Members one) {
    return new StatusProblem(
        one.text("subject"),
        Alarm.of(one.text("alarm")),
        one.timeOrStart("since"),
        one.text("text"));
  }

  private static SourceStatus source(Members one) {
    return new SourceStatus(one.text("name"), one.time("read"));
  }

  private static ProviderStatus provider(Members one) {
    Map<Condition, Integer> conditions = new EnumMap<>(Condition.class);
    one.counts("states").forEach((word, count) -> conditions.put(condition(word), whole(count)));
    Map<String, Long> failures = new HashMap<>();
    one.counts("failures").forEach((word, count) -> failures.put(word, Long.parseLong(count)));
    return new ProviderStatus(
        one.text("name"),
        one.text("kind"),
        conditions,
        one.time("nearest_expiry"),
        one.find("key_file").map(Path::of),
        new ProviderStatus.Issued(one.number("renewals"), one.time("last_success"), failures));
  }

  private static int whole(String number) {
    return Integer.parseInt(number);
  }

  private static Condition condition(String word) {
    return Condition.of(word)
        .orElseThrow(() -> new IllegalArgumentException("unknown state " + word));
  }

  private static CredentialStatus credential(Members one) {
    return new CredentialStatus(
        new CredentialId(one.text("user"), one.text("provider"), one.text("handle")),
        one.find("job").flatMap(JobId::parse),
        one.find("target"),
        condition(one.text("state")),
        one.time("expires"),
        one.time("next"),
        one.count("failures"),
        one.text("reason"));
  }
}
