// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobAttributes;
import org.credmint.os.Host;
import org.credmint.queue.QueueReadResult.Changes;
import org.credmint.queue.QueueReadResult.NotYet;
import org.credmint.queue.QueueReadResult.Unreadable;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobChange.Requested;
import org.credmint.queue.job.JobChange.Withdrawn;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.QueueFilter;

/** Keeps what a {@link JobQueue} told, as the daemon would. */
final class Follower implements AutoCloseable {
  static final List<String> ATTRIBUTES =
      List.of("CredmintScope_scitokens", "CredmintLifetime_scitokens", "ProjectName");
  static final Set<String> PROVIDERS = Set.of("scitokens", "my_lab");

  private final JobQueue queue;
  private final Map<CredentialId, JobRequest> asked = new TreeMap<>();

  Follower(Path log) {
    this(new JobQueue(Host.create(), log, filter()));
  }

  Follower(JobQueue queue) {
    this.queue = queue;
  }

  static QueueFilter filter() {
    return new QueueFilter(PROVIDERS, Set.copyOf(ATTRIBUTES));
  }

  /** Looks, and tells the changes in short: {@code + alice/scitokens_1.0}. */
  List<String> look() {
    return changes().changes().stream().map(this::apply).toList();
  }

  Changes changes() {
    QueueReadResult result = queue.read();
    assertThat(result).isInstanceOf(Changes.class);
    return (Changes) result;
  }

  String whyUnreadable() {
    QueueReadResult result = queue.read();
    assertThat(result).isInstanceOf(Unreadable.class);
    return ((Unreadable) result).reason();
  }

  Path whichIsNotYetThere() {
    QueueReadResult result = queue.read();
    assertThat(result).isInstanceOf(NotYet.class);
    return ((NotYet) result).log();
  }

  private String apply(JobChange change) {
    if (change instanceof Withdrawn withdrawn) {
      assertThat(asked.remove(withdrawn.id())).as("%s left", withdrawn.id()).isNotNull();
      assertThat(withdrawn.id().handle()).isEqualTo(withdrawn.job().toString());
      return "- " + withdrawn.id();
    }
    JobRequest request = ((Requested) change).request();
    assertThat(request.id().handle()).isEqualTo(request.job().toString());
    asked.put(request.id(), request);
    return "+ " + request.id();
  }

  JobRequest asked(String id) {
    return asked.entrySet().stream()
        .filter(entry -> entry.getKey().toString().equals(id))
        .map(Map.Entry::getValue)
        .findAny()
        .orElseThrow(() -> new AssertionError(id + " is not asked for"));
  }

  /** Everything asked for, each with its attributes. */
  Map<String, String> state() {
    Map<String, String> state = new TreeMap<>();
    asked.forEach(
        (id, request) ->
            state.put(
                id.toString(), text(request.attributes()) + new TreeSet<>(request.overridden())));
    return state;
  }

  static String text(JobAttributes attributes) {
    StringBuilder text = new StringBuilder();
    for (String name : ATTRIBUTES) {
      attributes.get(name).ifPresent(value -> text.append(name).append('=').append(text(value)));
    }
    return text.toString();
  }

  private static String text(AttributeValue value) {
    if (value instanceof AttributeValue.Text text) {
      return "'" + text.value() + "';";
    }
    return value instanceof AttributeValue.Whole whole
        ? whole.value() + ";"
        : "(" + ((AttributeValue.Other) value).expression() + ");";
  }

  @Override
  public void close() {
    queue.close();
  }
}
