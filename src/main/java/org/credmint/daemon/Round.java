package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.credmint.audit.AuditEntry;
import org.credmint.os.Directory;
import org.credmint.store.CredentialStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes through some users or jobs: look, decide, issue, write, report. All their writes share the
 * waits for the disk. Each credential succeeds or fails alone.
 */
final class Round {
  /** A credential and the directory that its file belongs into. */
  private record Errand(Directory directory, CredentialWork work) {}

  private final Directory top;
  private final CredentialStore store;
  private final UserWatch watch;
  private final Ledger ledger;
  private final int uid;

  Round(Directory top, CredentialStore store, UserWatch watch, Ledger ledger, int uid) {
    this.top = top;
    this.store = store;
    this.watch = watch;
    this.ledger = ledger;
    this.uid = uid;
  }

  List<UserReport> serve(Serving serving, List<UserTask> tasks, Instant now) {
    List<UserWork> users = new ArrayList<>(tasks.size());
    try {
      List<Errand> errands = new ArrayList<>();
      for (UserTask task : tasks) {
        UserWork user = new UserWork(task, serving, now);
        users.add(user);
        user.look(top, watch, store);
        add(user.directory(), user.undecided(), errands);
      }
      issue(serving, errands);
      tellLedger(errands, List.of());
      write(serving, errands);
      return users.stream().map(UserWork::report).toList();
    } finally {
      users.forEach(UserWork::close);
    }
  }

  List<JobReport> serveJobs(Serving serving, List<JobTask> tasks, Instant now) {
    List<JobWork> users = new ArrayList<>(tasks.size());
    try {
      List<Errand> errands = new ArrayList<>();
      List<AuditEntry> removals = new ArrayList<>();
      for (JobTask task : tasks) {
        JobWork user = new JobWork(task, serving, now);
        users.add(user);
        user.look(top, store);
        add(user.directory(), user.undecided(), errands);
        removals.addAll(user.entries());
      }
      issue(serving, errands);
      tellLedger(errands, removals);
      users.forEach(user -> user.remove(store));
      write(serving, errands);
      return users.stream().map(JobWork::report).toList();
    } finally {
      users.forEach(JobWork::close);
    }
  }

  private static void add(
      @Nullable Directory directory, List<CredentialWork> undecided, List<Errand> errands) {
    if (directory != null) {
      undecided.forEach(one -> errands.add(new Errand(directory, one)));
    }
  }

  private void issue(Serving serving, List<Errand> errands) {
    decide(serving, errands.stream().map(Errand::work).toList());
    errands.forEach(errand -> errand.work().issue());
  }

  /**
   * Before any file appears or goes: no token may be abroad of which the ledger does not know, and
   * none vanish without a word in it, also if the process is killed between.
   */
  private void tellLedger(List<Errand> errands, List<AuditEntry> removals) {
    List<AuditEntry> entries = new ArrayList<>(removals);
    errands.forEach(errand -> errand.work().entry().ifPresent(entries::add));
    ledger.record(entries);
  }

  private void decide(Serving serving, List<CredentialWork> undecided) {
    prepare(undecided);
    for (CredentialWork one : undecided) {
      one.decide(serving.settings().useFileMode(), uid);
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

  private void write(Serving serving, List<Errand> errands) {
    List<CredentialWork> writing = new ArrayList<>();
    List<CredentialStore.Write> writes = new ArrayList<>();
    for (Errand errand : errands) {
      errand
          .work()
          .write(errand.directory(), serving.settings().useFileMode())
          .ifPresent(
              write -> {
                writing.add(errand.work());
                writes.add(write);
              });
    }
    List<CredentialStore.Written> results = store.write(writes);
    for (int i = 0; i < results.size(); i++) {
      writing.get(i).written(results.get(i));
    }
    List<AuditEntry> failures = new ArrayList<>();
    errands.forEach(errand -> errand.work().failedEntry().ifPresent(failures::add));
    ledger.record(failures);
  }
}
