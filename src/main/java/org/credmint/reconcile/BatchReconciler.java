// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.trail.AuditTrail;
import org.credmint.issue.Issuer;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.policy.decision.Plan;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer.Planned;
import org.credmint.revocation.Gate;
import org.credmint.revocation.Revocations;
import org.credmint.store.CredentialStore;

/**
 * Goes through some credentials: look, decide, issue, write, report. All their writes share the
 * waits for the disk. Each succeeds or fails alone.
 */
public final class BatchReconciler {
  /** A credential and the directory that its file belongs into. */
  private record WorkItem(Directory directory, CredentialWork work) {}

  private final Directory top;
  private final Host host;
  private final CredentialStore store;
  private final AuditTrail auditTrail;
  private final OriginCheck origins;
  private final Gate gate;

  /**
   * A reconciler.
   *
   * @param top the credential directory
   * @param host opens the directories of exported files
   * @param gate tells what is taken back
   */
  public BatchReconciler(
      Directory top,
      Host host,
      CredentialStore store,
      AuditTrail auditTrail,
      OriginCheck origins,
      Gate gate) {
    this.gate = gate;
    this.top = top;
    this.host = host;
    this.store = store;
    this.auditTrail = auditTrail;
    this.origins = origins;
  }

  /** Sees to the credentials of some directories; one report for each. */
  public List<DirectoryReport> serve(
      ActiveConfiguration active, List<DirectoryTask> tasks, Instant now) {
    BatchContext context =
        new BatchContext(active, revocations(active), now, host.identity().uid());
    List<DirectoryWork> directories = new ArrayList<>(tasks.size());
    try {
      List<WorkItem> items = new ArrayList<>();
      List<AuditEntry> entries = new ArrayList<>();
      for (DirectoryTask task : tasks) {
        DirectoryWork work = new DirectoryWork(task, context, origins);
        directories.add(work);
        work.look(top, host, store);
        add(work, items);
        entries.addAll(work.entries());
      }
      decide(items);
      items.forEach(item -> item.work().issue());
      askAgain(active, items, false);
      items.forEach(item -> item.work().entry().ifPresent(entries::add));
      // Durable before a file appears or is removed: a process killed in between leaves no gap.
      auditTrail.record(entries);
      directories.forEach(work -> work.remove(store));
      items.forEach(item -> item.work().withdraw(item.directory(), store));
      // What is published after a revocation was in the audit log before it, for all to find.
      askAgain(active, items, true);
      write(items);
      return directories.stream().map(DirectoryWork::report).toList();
    } finally {
      directories.forEach(DirectoryWork::close);
    }
  }

  private Revocations revocations(ActiveConfiguration active) {
    return gate.at(active.settings().controlDirectory());
  }

  /** A batch may take seconds. */
  private void askAgain(ActiveConfiguration active, List<WorkItem> items, boolean isRecorded) {
    Revocations latest = revocations(active);
    items.forEach(item -> item.work().askAgain(latest, isRecorded));
  }

  private static void add(DirectoryWork work, List<WorkItem> items) {
    Directory directory = work.directory();
    if (directory != null) {
      work.undecided().forEach(one -> items.add(new WorkItem(directory, one)));
    }
  }

  private static void decide(List<WorkItem> items) {
    IdentityHashMap<Provider, Set<String>> usersOf = new IdentityHashMap<>();
    for (WorkItem item : items) {
      usersOf
          .computeIfAbsent(item.work().provider(), provider -> new LinkedHashSet<>())
          .add(item.work().id().user());
    }
    usersOf.forEach(Provider::prepare);
    items.forEach(item -> item.work().decide());
    IdentityHashMap<Issuer<?>, List<Plan>> plansOf = new IdentityHashMap<>();
    items.forEach(item -> item.work().planned().ifPresent(one -> add(one, plansOf)));
    plansOf.forEach(Issuer::prepare);
  }

  private static void add(Planned<?> planned, Map<Issuer<?>, List<Plan>> plansOf) {
    plansOf.computeIfAbsent(planned.issuer(), issuer -> new ArrayList<>()).add(planned.plan());
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
