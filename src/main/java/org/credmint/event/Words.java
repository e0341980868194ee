// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.time.Instant;
import java.util.List;
import org.credmint.credential.CredentialId;

/** Phrases that several events share. */
final class Words {
  private static final int MOST_JOBS = 10;

  private Words() {}

  /** The reason without the user's directory, so that one cause has one text for all users. */
  static String withoutUser(String reason, CredentialId id) {
    return reason.replace("/" + id.user() + "/", "/*/");
  }

  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  static String someOf(List<String> jobs) {
    String shown = String.join(", ", jobs.subList(0, Math.min(MOST_JOBS, jobs.size())));
    return jobs.size() <= MOST_JOBS
        ? "job " + shown
        : "jobs " + shown + " and " + (jobs.size() - MOST_JOBS) + " more";
  }

  /** Nothing for the one schedd that has no local name. */
  static String ofSchedd(String localName) {
    return localName.isEmpty() ? "" : " of schedd " + localName;
  }

  static Instant seconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond());
  }
}
