// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StatusReport;

/**
 * How urgent it is what somebody asks for. Of many credentials a report lists only some: then its
 * counts tell, and where they cannot, it is {@link Alarm#UNKNOWN} rather than {@link Alarm#NONE}.
 */
record SelectedAlarm(StatusReport report, StatusSelection selection) {
  /** The alarm, where these of the listed credentials are selected. */
  Alarm of(List<CredentialStatus> shown) {
    Alarm alarm = selection.isNarrowed() ? report.problemAlarm() : report.alarm();
    for (CredentialStatus one : shown) {
      alarm = alarm.or(one.condition().alarm());
    }
    if (selection.expiringBy().isPresent() && !shown.isEmpty()) {
      alarm = alarm.or(Alarm.WARNING);
    }
    return selection.isNarrowed() && !report.isComplete() ? alarm.or(ofUnlisted(alarm)) : alarm;
  }

  /** What credentials that are not listed add to an alarm. */
  private Alarm ofUnlisted(Alarm listed) {
    if (selection.expiringBy().map(this::isAnyExpiring).orElse(false)) {
      boolean certain = !selection.isOfFew() && selection.conditions().isEmpty();
      return certain ? Alarm.WARNING : unknown(listed);
    }
    if (!selection.isOfFew() && selection.expiringBy().isEmpty()) {
      return ofCounts();
    }
    return isEachAlarmListed() ? Alarm.NONE : unknown(listed);
  }

  private static Alarm unknown(Alarm listed) {
    return listed == Alarm.NONE ? Alarm.UNKNOWN : listed;
  }

  private Stream<ProviderStatus> providers() {
    return report.providers().stream().filter(one -> selection.includesProvider(one.name()));
  }

  private boolean isAnyExpiring(Instant end) {
    return providers()
        .flatMap(one -> one.nearestExpiry().stream())
        .anyMatch(time -> !time.isAfter(end));
  }

  private Alarm ofCounts() {
    return providers()
        .flatMap(one -> one.conditions().keySet().stream())
        .filter(selection::includes)
        .map(Condition::alarm)
        .reduce(Alarm.NONE, Alarm::or);
  }

  /** Whether those that are not listed raise no alarm, whosever they are. */
  private boolean isEachAlarmListed() {
    long listed =
        report.credentials().stream().filter(one -> one.condition().alarm() != Alarm.NONE).count();
    return listed == report.count(Condition.MISSING) + report.count(Condition.FAILING);
  }
}
