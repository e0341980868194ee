// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

/** Something that happened, and how the log says it. */
public sealed interface Event
    permits CredentialEvent,
        DirectoryEvent,
        JobQueueEvent,
        ConfigurationEvent,
        ControlEvent,
        DaemonEvent,
        Event.Notice,
        Event.Warning,
        Event.Alarm,
        Event.Detail,
        Event.Failure {
  /** How urgent it is. */
  Level level();

  /** One line, without level, time or any secret. */
  String text();

  /** Something that is as it should be. */
  non-sealed interface Notice extends Event {
    @Override
    default Level level() {
      return Level.NORMAL;
    }
  }

  /** Something that an administrator has to look at. */
  non-sealed interface Warning extends Event {
    @Override
    default Level level() {
      return Level.WARNING;
    }
  }

  /** Something does not work until an administrator acts. */
  non-sealed interface Alarm extends Event {
    @Override
    default Level level() {
      return Level.ERROR;
    }
  }

  /** Something that matters only when looking for a fault. */
  non-sealed interface Detail extends Event {
    @Override
    default Level level() {
      return Level.DETAIL;
    }
  }

  /** A failure that one cause may repeat thousands of times. */
  non-sealed interface Failure extends Event {
    /** The same for all failures with the same cause. */
    String kind();

    /**
     * Sums up more failures of this kind.
     *
     * @param times how many, counting repeated failures of one credential
     * @param kind what they have in common
     * @param worst the most severe level among them
     */
    Event more(int times, String kind, Level worst);
  }

  /** Something that is worth one line, however often it happens. */
  interface Once extends Warning {
    /** The same for whatever one line is enough for. */
    String key();
  }
}
