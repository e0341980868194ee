// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.search.AuditFiles;
import org.credmint.audit.search.AuditQuery;
import org.credmint.config.SettingsReading;
import org.credmint.credential.JobId;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.revocation.Revocation;

/** Finds the names in a revocation that nothing here has: they may be misspelled. */
final class KnownNames {
  /** Of each name as it is shown, by what a line of the audit log has it. */
  private final Map<String, Predicate<AuditLine>> unknown = new LinkedHashMap<>();

  private KnownNames() {}

  /**
   * The names that are unknown, such as {@code user malory}.
   *
   * @param log empty where none is kept; then only users and providers can be unknown
   * @throws IOException where the credential directory or the audit log cannot be read
   */
  static List<String> unknown(
      Revocation one, SettingsReading configuration, Optional<AuditFiles> log, Host host)
      throws IOException {
    KnownNames names = new KnownNames();
    names.add(one, configuration, host);
    if (log.isPresent()) {
      names.addThoseOfTokens(one);
      names.removeThoseIn(log.get());
    }
    return List.copyOf(names.unknown.keySet());
  }

  private void add(Revocation one, SettingsReading configuration, Host host) throws IOException {
    Optional<String> user = one.filter().user();
    if (user.isPresent() && !hasDirectory(user.get(), configuration, host)) {
      unknown.put("user " + user.get(), line -> line.user().equals(user.get()));
    }
    one.filter()
        .provider()
        .filter(name -> !isConfigured(name, configuration))
        .ifPresent(name -> unknown.put("provider " + name, line -> line.provider().equals(name)));
  }

  private void addThoseOfTokens(Revocation one) {
    one.filter().job().ifPresent(job -> unknown.put("job " + job, line -> isOf(line, job)));
    one.filter()
        .target()
        .ifPresent(name -> unknown.put("target " + name, line -> line.target().equals(name)));
    one.keyId().ifPresent(id -> unknown.put("key " + id, line -> line.claims().keyId().equals(id)));
    one.tokenId()
        .ifPresent(id -> unknown.put("token " + id, line -> line.claims().tokenId().equals(id)));
  }

  private static boolean isOf(AuditLine line, JobId job) {
    return JobId.parse(line.job())
        .filter(its -> its.wholeCluster().equals(job.wholeCluster()))
        .isPresent();
  }

  private static boolean hasDirectory(String user, SettingsReading configuration, Host host)
      throws IOException {
    Optional<Path> path = configuration.parts().credentialDirectory();
    if (path.isEmpty() || user.contains("/")) {
      return false;
    }
    try (Directory top = host.openDirectoryFollowingLink(path.get())) {
      return top.state(user).isPresent();
    }
  }

  private static boolean isConfigured(String name, SettingsReading configuration) {
    return configuration.rights().containsKey(name)
        || configuration.standing().containsKey(name)
        || configuration.logins().containsKey(name)
        || configuration.parts().remote().contains(name);
  }

  /** Acts of administrators say nothing: they may have been misspelled before. */
  private void removeThoseIn(AuditFiles log) throws IOException {
    if (unknown.isEmpty()) {
      return;
    }
    log.find(
        AuditQuery.ALL,
        (line, text) -> {
          if (!isByAdministrator(line.act())) {
            unknown.values().removeIf(has -> has.test(line));
          }
        });
  }

  private static boolean isByAdministrator(String act) {
    return act.equals(AuditEntry.Act.REVOCATION.word())
        || act.equals(AuditEntry.Act.LIFT.word())
        || act.equals(AuditEntry.Act.REQUEST.word());
  }
}
