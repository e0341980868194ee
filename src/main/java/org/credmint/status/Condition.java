// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a credential does. */
public enum Condition {
  /** There is none, or it has expired, and it could not be issued. */
  MISSING(Alarm.CRITICAL, true),
  /** The last try to renew it failed; the one from before is valid. */
  FAILING(Alarm.WARNING, true),
  /**
   * Policy does not allow it. No alarm: users could raise it at will, by what their jobs request.
   */
  REFUSED(Alarm.NONE, true),
  /** It was requested and is about to be issued. */
  PENDING(Alarm.NONE, false),
  /** Nobody may have it any more, and its file is about to be removed. */
  REMOVING(Alarm.NONE, false),
  /** It is valid, and will be renewed in time. */
  VALID(Alarm.NONE, false),
  /** No credential is due: the file holds a note, since only jobs have credentials. */
  NOTE(Alarm.NONE, false);

  private final Alarm alarm;
  private final boolean trouble;

  Condition(Alarm alarm, boolean trouble) {
    this.alarm = alarm;
    this.trouble = trouble;
  }

  /** How urgent it is. */
  public Alarm alarm() {
    return alarm;
  }

  /** Whether an administrator wants to see each that is so. */
  public boolean isTrouble() {
    return trouble;
  }

  /** The word for it, in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** From its word. */
  public static Optional<Condition> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }
}
