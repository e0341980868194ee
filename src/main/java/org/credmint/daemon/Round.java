package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.credmint.config.ProviderSettings;
import org.credmint.os.Directory;
import org.credmint.policy.Facts;
import org.credmint.policy.Facts.ExpressionValue;
import org.credmint.store.CredentialStore;

/**
 * Goes through some users: look, decide, issue, write, report. All their writes share the waits for
 * the disk. Each credential succeeds or fails alone.
 */
final class Round {
  private final Directory top;
  private final CredentialStore store;
  private final Minter minter;
  private final UserWatch watch;
  private final int uid;

  Round(Directory top, CredentialStore store, Minter minter, UserWatch watch, int uid) {
    this.top = top;
    this.store = store;
    this.minter = minter;
    this.watch = watch;
    this.uid = uid;
  }

  List<UserReport> serve(Serving serving, List<UserTask> tasks, Instant now) {
    List<UserWork> users = new ArrayList<>(tasks.size());
    try {
      for (UserTask task : tasks) {
        UserWork user = new UserWork(task, serving, now);
        users.add(user);
        user.look(top, watch, store);
      }
      decide(serving, users);
      issue(users);
      write(serving, users);
      return users.stream().map(UserWork::report).toList();
    } finally {
      users.forEach(UserWork::close);
    }
  }

  private void decide(Serving serving, List<UserWork> users) {
    List<CredentialWork> undecided =
        users.stream().flatMap(user -> user.undecided().stream()).toList();
    prepareExpressions(serving, undecided);
    for (CredentialWork one : undecided) {
      one.decide(facts(serving, one), serving.settings().useFileMode(), uid);
    }
  }

  private static void prepareExpressions(Serving serving, List<CredentialWork> undecided) {
    Map<String, Set<String>> usersOf = new LinkedHashMap<>();
    for (CredentialWork one : undecided) {
      one.provider()
          .settings()
          .claims()
          .scopesExpression()
          .ifPresent(
              expression ->
                  usersOf
                      .computeIfAbsent(expression, e -> new LinkedHashSet<>())
                      .add(one.id().user()));
    }
    usersOf.forEach((expression, names) -> serving.expressions().prepare(expression, names));
  }

  private static Facts facts(Serving serving, CredentialWork one) {
    String user = one.id().user();
    ProviderSettings settings = one.provider().settings();
    ExpressionValue expression =
        settings
            .claims()
            .scopesExpression()
            .map(text -> serving.expressions().of(text, user))
            .orElseGet(ExpressionValue.Absent::new);
    return new Facts(one.provider().groupsOf(user), expression);
  }

  private void issue(List<UserWork> users) {
    for (UserWork user : users) {
      user.undecided().forEach(one -> one.issue(minter));
    }
  }

  private void write(Serving serving, List<UserWork> users) {
    List<CredentialWork> writing = new ArrayList<>();
    List<CredentialStore.Write> writes = new ArrayList<>();
    for (UserWork user : users) {
      Directory directory = user.directory();
      if (directory == null) {
        continue;
      }
      for (CredentialWork one : user.undecided()) {
        one.write(directory, serving.settings().useFileMode())
            .ifPresent(
                write -> {
                  writing.add(one);
                  writes.add(write);
                });
      }
    }
    List<CredentialStore.Written> results = store.write(writes);
    for (int i = 0; i < results.size(); i++) {
      writing.get(i).written(results.get(i));
    }
  }
}
