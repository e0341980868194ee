// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.demand.QueueNews;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.queue.QueueReadResult;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;
import org.credmint.queue.job.QueueFilter;

/** A job queue in the test's hands, told as the real one tells. */
final class TestQueue {
  private final Map<CredentialId, JobRequest> jobs = new LinkedHashMap<>();
  private final List<JobChange> untold = new ArrayList<>();
  private Optional<String> failure = Optional.empty();
  private Optional<QueueFilter> filter = Optional.empty();
  int reads;

  /** A job that asks for a credential of its own comes, or changes. */
  TestQueue job(String user, String id, JobStatus status, Map<String, String> attributes) {
    return job(user, id, status, Instant.EPOCH, attributes);
  }

  /** The same with the time since when it has that status. */
  TestQueue job(
      String user, String id, JobStatus status, Instant since, Map<String, String> attributes) {
    Map<String, AttributeValue> values = new HashMap<>();
    attributes.forEach(
        (name, value) -> values.put(name.toLowerCase(Locale.ROOT), new AttributeValue.Text(value)));
    JobId job = JobId.parse(id).orElseThrow();
    JobRequest request =
        new JobRequest(
            new CredentialId(user, "scitokens", id),
            job,
            name -> Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT))),
            status,
            since.getEpochSecond(),
            Set.of());
    jobs.put(request.id(), request);
    untold.add(new JobChange.Requested(request));
    return this;
  }

  TestQueue job(String user, String id) {
    return job(user, id, JobStatus.IDLE, Map.of());
  }

  /** A job leaves. */
  TestQueue leaves(String user, String id) {
    CredentialId left = new CredentialId(user, "scitokens", id);
    jobs.remove(left);
    untold.add(new JobChange.Withdrawn(left, JobId.parse(id).orElseThrow(), JobChange.Why.GONE));
    return this;
  }

  /** A job leaves while no monitor runs; the next one reads the queue anew. */
  TestQueue leavesUnseen(String user, String id) {
    jobs.remove(new CredentialId(user, "scitokens", id));
    filter = Optional.empty();
    return this;
  }

  /** The log cannot be read, for this reason; empty where it can. */
  TestQueue fails(Optional<String> reason) {
    failure = reason;
    return this;
  }

  QueueNews read(ActiveConfiguration active) {
    reads++;
    QueueFilter wanted = active.interest(active.queues().get(0));
    if (failure.isPresent()) {
      return new QueueNews(
          "",
          new QueueReadResult.Unreadable(failure.get()),
          false,
          wanted.providers(),
          active.settings().jobRenewal());
    }
    boolean whole = !filter.equals(Optional.of(wanted));
    filter = Optional.of(wanted);
    List<JobChange> changes = new ArrayList<>();
    if (whole && !wanted.providers().isEmpty()) {
      jobs.values().forEach(request -> changes.add(new JobChange.Requested(request)));
    } else if (!whole) {
      changes.addAll(untold);
    }
    untold.clear();
    return new QueueNews(
        "",
        new QueueReadResult.Changes(changes, List.of(), List.of()),
        whole,
        wanted.providers(),
        active.settings().jobRenewal());
  }
}
