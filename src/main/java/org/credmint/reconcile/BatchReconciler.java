// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.credmint.audit.line.AuditEntry;
import org.credmint.directory.DirectoryWatchRegistry;
import org.credmint.os.file.Directory;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.store.CredentialStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes through some users or jobs: look, decide, issue, write, report. All their writes share the
 * waits for the disk. Each credential succeeds or fails alone.
 */
public final class BatchReconciler {
  /** A credential and the directory that its file belongs into. */
  private record WorkItem(Directory directory, CredentialWork work) {}

  private final Directory top;
  private final CredentialStore store;
  private final DirectoryWatchRegistry watch;
  private final AuditTrail auditTrail;
  private final OriginCheck origins;
  private final int uid;

  public BatchReconciler(
      Directory top,
      CredentialStore store,
      DirectoryWatchRegistry watch,
      AuditTrail auditTrail,
      OriginCheck origins,
      int uid) {
    this.top = top;
    this.store = store;
    this.watch = watch;
    this.auditTrail = auditTrail;
    this.origins = origins;
    this.uid = uid;
  }

  public List<UserReport> serve(ActiveConfiguration active, List<UserTask> tasks, Instant now) {
    List<UserWork> users = new ArrayList<>(tasks.size());
    try {
      List<WorkItem> items = new ArrayList<>();
      for (UserTask task : tasks) {
        UserWork user = new UserWork(task, active, now);
        users.add(user);
        user.look(top, watch, store);
        add(user.directory(), user.undecided(), items);
      }
      issue(items);
      tellAuditLog(items, List.of());
      write(items);
      return users.stream().map(UserWork::report).toList();
    } finally {
      users.forEach(UserWork::close);
    }
  }

  public List<JobReport> serveJobs(ActiveConfiguration active, List<JobTask> tasks, Instant now) {
    List<JobWork> users = new ArrayList<>(tasks.size());
    try {
      List<WorkItem> items = new ArrayList<>();
      List<AuditEntry> removals = new ArrayList<>();
      for (JobTask task : tasks) {
        JobWork user = new JobWork(task, active, origins, now);
        users.add(user);
        user.look(top, store);
        add(user.directory(), user.undecided(), items);
        removals.addAll(user.entries());
      }
      issue(items);
      tellAuditLog(items, removals);
      users.forEach(user -> user.remove(store));
      write(items);
      return users.stream().map(JobWork::report).toList();
    } finally {
      users.forEach(JobWork::close);
    }
  }

  private static void add(
      @Nullable Directory directory, List<CredentialWork> undecided, List<WorkItem> items) {
    if (directory != null) {
      undecided.forEach(one -> items.add(new WorkItem(directory, one)));
    }
  }

  private void issue(List<WorkItem> items) {
    decide(items.stream().map(WorkItem::work).toList());
    items.forEach(item -> item.work().issue());
  }

  /**
   * Audit records become durable before a file appears or is removed, so that a process killed in
   * between leaves no gap.
   */
  private void tellAuditLog(List<WorkItem> items, List<AuditEntry> removals) {
    List<AuditEntry> entries = new ArrayList<>(removals);
    items.forEach(item -> item.work().entry().ifPresent(entries::add));
    auditTrail.record(entries);
  }

  private void decide(List<CredentialWork> undecided) {
    prepare(undecided);
    for (CredentialWork one : undecided) {
      one.decide(uid);
    }
  }

  private static void prepare(List<CredentialWork> undecided) {
    IdentityHashMap<Provider, Set<String>> usersOf = new IdentityHashMap<>();
    for (CredentialWork one : undecided) {
      usersOf
          .computeIfAbsent(one.provider(), provider -> new LinkedHashSet<>())
          .add(one.id().user());
    }
    usersOf.forEach(Provider::prepare);
  }

  private void write(List<WorkItem> items) {
    List<CredentialWork> writing = new ArrayList<>();
    List<CredentialStore.Write> writes = new ArrayList<>();
    for (WorkItem item : items) {
      item.work()
          .write(item.directory())
          .ifPresent(
              write -> {
                writing.add(item.work());
                writes.add(write);
              });
    }
    List<CredentialStore.Written> results = store.write(writes);
    for (int i = 0; i < results.size(); i++) {
      writing.get(i).written(results.get(i));
    }
    List<AuditEntry> failures = new ArrayList<>();
    items.forEach(item -> item.work().failedEntry().ifPresent(failures::add));
    auditTrail.record(failures);
  }
}
