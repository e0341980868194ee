// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.time.Instant;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;

/** What happened to a credential. */
public sealed interface CredentialEvent extends Event {
  /**
   * A token is on disk where jobs find it. The first words are those of the stock credmon, which
   * sites look for in the log.
   */
  record Renewed(CredentialId id, Description description, Instant nextDue)
      implements CredentialEvent, Notice {
    @Override
    public String text() {
      return "Successfully renewed %s for user: %s, credential %s, jti %s, expires %s, next renewal due %s"
          .formatted(
              description.kind().label(),
              id.user(),
              id.stem(),
              description.serial(),
              Words.seconds(description.expiresAt()),
              Words.seconds(nextDue));
    }
  }

  /**
   * A credential could not be issued or written.
   *
   * @param what its kind
   * @param liveUntil when the one that is there dies; not after {@code now} where none is
   * @param retryAt when it is tried again; empty for not before something changes
   * @param change what has to change then
   */
  record NotRenewed(
      CredentialId id,
      CredentialKind what,
      String reason,
      Instant liveUntil,
      Instant now,
      Optional<Instant> retryAt,
      String change)
      implements CredentialEvent, Failure {
    /** One that an administrator may have to see to. */
    public NotRenewed(
        CredentialId id,
        CredentialKind what,
        String reason,
        Instant liveUntil,
        Instant now,
        Optional<Instant> retryAt) {
      this(id, what, reason, liveUntil, now, retryAt, "the configuration changes");
    }

    @Override
    public Level level() {
      return liveUntil.isAfter(now) ? Level.WARNING : Level.ERROR;
    }

    @Override
    public String text() {
      String state =
          liveUntil.isAfter(now)
              ? "current token valid until " + Words.seconds(liveUntil)
              : "no valid token";
      String next =
          retryAt
              .map(time -> "retrying at " + Words.seconds(time))
              .orElse("not retrying until " + change);
      return "Failed to renew %s for user: %s, credential %s: %s; %s; %s"
          .formatted(what.label(), id.user(), id.stem(), reason, state, next);
    }

    @Override
    public String kind() {
      return Words.withoutUser(reason, id);
    }

    @Override
    public Event more(int times, String kind, Level worst) {
      return new MoreNotRenewed(times, kind, worst);
    }
  }

  /**
   * Further tokens could not be issued or written, beyond those logged one by one.
   *
   * @param times how many failures, counting repeated failures of one token
   * @param kind what they have in common
   */
  record MoreNotRenewed(int times, String kind, Level level) implements CredentialEvent {
    @Override
    public String text() {
      return "Failed to renew credentials %s within a minute: %s"
          .formatted(Words.count(times, "more time"), kind);
    }
  }

  /**
   * Policy refuses a credential.
   *
   * @param validUntil when the token dies that is still in the file; empty where none is there
   */
  record Refused(CredentialId id, String rule, String reason, Optional<Instant> validUntil)
      implements CredentialEvent, Warning {
    @Override
    public String text() {
      return "Refused for user: %s, credential %s: %s: %s%s"
          .formatted(
              id.user(),
              id.stem(),
              rule,
              reason,
              validUntil
                  .map(end -> "; the token issued before is valid until " + Words.seconds(end))
                  .orElse(""));
    }
  }

  /** A token does not say what the configuration seems to give it. */
  record LeftOut(String what) implements CredentialEvent, Once {
    @Override
    public String key() {
      return what;
    }

    @Override
    public String text() {
      return "Left out: " + what;
    }
  }

  /**
   * A token is so large that some who read it may fail.
   *
   * @param bytes its length, without JSON around it
   */
  record LargeToken(CredentialId id, int bytes) implements CredentialEvent, Once {
    /** From about 3,500 bytes readers fail: buffers and headers of 4 KiB hold more than a token. */
    public static final int LARGE_BYTES = 2_500;

    @Override
    public String key() {
      return id.provider() + " " + id.user();
    }

    @Override
    public String text() {
      return ("Large token for user: %s, credential %s: %d bytes, and services reject tokens from"
              + " about 3500; grant fewer scopes, or limit the groups with TEMPLATE_GROUPS")
          .formatted(id.user(), id.stem(), bytes);
    }
  }

  /** A {@code .use} file does not contain a token of ours and is replaced. */
  record Replacing(CredentialId id, String file, String reason)
      implements CredentialEvent, Warning {
    @Override
    public String text() {
      return "Replacing " + file + ", because " + reason;
    }
  }

  /** HTCondor or another program removed the file of a token that is still requested. */
  record Lost(CredentialId id, String file) implements CredentialEvent, Failure, Warning {
    @Override
    public String text() {
      return file + " was removed by HTCondor or another program; issuing the token again";
    }

    @Override
    public String kind() {
      return "removed by HTCondor or another program";
    }

    @Override
    public Event more(int times, String kind, Level worst) {
      return new MoreLost(times);
    }
  }

  /**
   * Further files were removed, beyond those logged one by one.
   *
   * @param times how many
   */
  record MoreLost(int times) implements CredentialEvent, Warning {
    @Override
    public String text() {
      return "HTCondor or another program removed %s within a minute; issuing the tokens again"
          .formatted(Words.count(times, "more token file"));
    }
  }

  /** A valid token is issued again because its content no longer matches the configuration. */
  record Reissuing(CredentialId id, String difference) implements CredentialEvent, Detail {
    @Override
    public String text() {
      return "Reissuing " + id + ": " + difference;
    }
  }
}
