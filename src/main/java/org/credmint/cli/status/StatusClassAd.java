// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.io.PrintWriter;
import java.time.Instant;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.StatusReport;

/**
 * Attributes of a daemon's ad, as a job of {@code SCHEDD_CRON} prints them: a line each, and a line
 * with a hyphen that ends the ad.
 */
final class StatusClassAd implements StatusFormat {
  @Override
  public void print(StatusView view, PrintWriter out) {
    StatusReport report = view.report();
    text("CredmintState", view.alarm().label(), out);
    text("CredmintStateReason", view.whyDown(), out);
    number("CredmintCredentials", report.total(), out);
    number(
        "CredmintFailing", report.count(Condition.MISSING) + report.count(Condition.FAILING), out);
    number("CredmintRefused", report.count(Condition.REFUSED), out);
    number(
        "CredmintNextExpiry", report.nearestExpiry().map(Instant::getEpochSecond).orElse(0L), out);
    number("CredmintStateTime", report.writtenAt().getEpochSecond(), out);
    text("CredmintVersion", report.process().version(), out);
    out.println("-");
  }

  @Override
  public void printUnknown(String reason, PrintWriter out) {
    text("CredmintState", Alarm.UNKNOWN.label(), out);
    text("CredmintStateReason", reason, out);
    out.println("-");
  }

  private static void text(String name, String value, PrintWriter out) {
    String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
    out.println(name + " = \"" + quoted + "\"");
  }

  private static void number(String name, long value, PrintWriter out) {
    out.println(name + " = " + value);
  }
}
