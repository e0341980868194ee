// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.status.StatusReport.DaemonProcess;
import org.credmint.status.StatusReport.SourceStatus;
import org.credmint.status.StatusReport.StatusProblem;

/** Reports of daemons that there are in tests only. */
public final class TestReports {
  public static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");

  private TestReports() {}

  /** A site with one credential in each condition. */
  public static StatusReport site() {
    List<CredentialStatus> credentials = new ArrayList<>();
    for (Condition condition : Condition.values()) {
      credentials.add(credential("user" + number(condition), condition));
    }
    return of(List.of(), credentials);
  }

  /** A site with these credentials, all listed. */
  public static StatusReport of(List<StatusProblem> problems, List<CredentialStatus> credentials) {
    return new StatusReport(
        new DaemonProcess("1.2.3", 4711, NOW.minus(Duration.ofDays(3)), Path.of("/cred")),
        NOW.minusSeconds(4),
        true,
        problems,
        List.of(new SourceStatus("job queue", Optional.of(NOW.minusSeconds(5)))),
        List.of(provider("scitokens", credentials)),
        (int) credentials.stream().map(one -> one.id().user()).distinct().count(),
        credentials.size(),
        credentials);
  }

  private static ProviderStatus provider(String name, List<CredentialStatus> credentials) {
    Map<Condition, Integer> conditions = new EnumMap<>(Condition.class);
    credentials.forEach(one -> conditions.merge(one.condition(), 1, Integer::sum));
    return new ProviderStatus(
        name,
        "scitoken",
        conditions,
        credentials.stream().flatMap(one -> one.expiresAt().stream()).min(Instant::compareTo),
        Optional.of(Path.of("/etc/condor/key.pem")),
        new ProviderStatus.Issued(12, Optional.of(NOW.minusSeconds(20)), Map.of("retried", 3L)));
  }

  private static int number(Condition condition) {
    return Arrays.asList(Condition.values()).indexOf(condition);
  }

  /** A job's credential in a condition. */
  public static CredentialStatus credential(String user, Condition condition) {
    boolean there = condition == Condition.VALID || condition == Condition.FAILING;
    return new CredentialStatus(
        new CredentialId(user, "scitokens", "12." + number(condition)),
        Optional.of(new JobId(12, number(condition))),
        Optional.empty(),
        condition,
        there ? Optional.of(NOW.plusSeconds(300)) : Optional.empty(),
        condition == Condition.REFUSED ? Optional.empty() : Optional.of(NOW.plusSeconds(20)),
        condition == Condition.FAILING || condition == Condition.MISSING ? 2 : 0,
        condition.isTrouble()
            ? "openat of " + user + " failed: no space left on device (ENOSPC)"
            : "");
  }
}
