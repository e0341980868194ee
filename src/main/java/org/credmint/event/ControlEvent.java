// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

/** What administrators have the daemon do, by files in the control directory. */
public sealed interface ControlEvent extends Event {
  /**
   * Something was taken back.
   *
   * @param id of the revocation
   * @param what such as {@code user alice}
   * @param by who did
   */
  record TakenBack(String id, String what, String reason, String by)
      implements ControlEvent, Notice {
    @Override
    public String text() {
      return "Revocation %s by %s: %s: %s".formatted(id, by, what, reason);
    }
  }

  /** A revocation was ended. */
  record Lifted(String id, String what) implements ControlEvent, Notice {
    @Override
    public String text() {
      return "Revocation %s lifted: %s".formatted(id, what);
    }
  }

  /** The list of revocations cannot be read. */
  record RevocationsUnreadable(String reason) implements ControlEvent, Alarm {
    @Override
    public String text() {
      return "Cannot read the list of revocations: %s; what was read before still holds, and nothing is issued if it was never read"
          .formatted(reason);
    }
  }

  /** It can be read again. */
  record RevocationsRecovered() implements ControlEvent, Notice {
    @Override
    public String text() {
      return "The list of revocations can be read again";
    }
  }

  /** What a command did could not be added to the audit log. */
  record NotRecorded(String reason) implements ControlEvent, Warning {
    @Override
    public String text() {
      return "Cannot read the records of commands for the audit log: " + reason;
    }
  }
}
